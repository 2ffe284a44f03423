//! What stands around rail and timeline: the way back, what is known, which part is shown, news.

use super::address::{Address, Order, Show};
use super::read::Seen;
use super::words::Teller;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::pages::shown::Link;
use desk::actor::Actor;

/// Something that is known of the ticket, beside the rail.
pub(super) struct Known {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) more: String,
}

pub(super) fn arrived(page: &Page, seen: &Seen) -> String {
    let text = page.text("ticket-arrived").with("time", page.moment(seen.ticket.created_at));
    text.with("channel", page.word(&seen.ticket.channel).to_string()).to_string()
}

pub(super) fn back(page: &Page, seen: &Seen, address: &Address) -> Link {
    let team = seen.directory.team(seen.ticket.team).map(|team| team.name.clone());
    let label = match (&address.list, team) {
        (None, Some(team)) => team,
        (Some(_), _) | (None, None) => page.text("back-to-list").to_string(),
    };
    let href = match &address.list {
        Some(_) => address.back(),
        None => format!("/desk?team={}", seen.ticket.team),
    };
    Link { href, label }
}

/// What is known of the ticket's time: there are no agreements yet that it could be held against.
pub(super) fn known(page: &Page, seen: &Seen) -> Vec<Known> {
    let ticket = &seen.ticket;
    let fact = |key: &'static str, value: String, more: String| Known {
        label: page.text(key).to_string(),
        value,
        more,
    };
    let ago = |at| page.format.ago(at, page.now);
    let mut known =
        vec![fact("known-arrived", ago(ticket.created_at), page.moment(ticket.created_at))];
    if let Some(from) = seen.course.held_from().filter(|_| ticket.status.is_live()) {
        known.push(fact("known-held", ago(from), page.moment(from)));
    }
    match (ticket.waiting.and_then(|it| it.until), ticket.resolved_at) {
        (Some(until), _) => known.push(fact("known-until", page.moment(until), String::new())),
        (None, Some(at)) => known.push(fact("known-resolved", ago(at), page.moment(at))),
        (None, None) => {
            known.push(fact(
                "known-changed",
                ago(ticket.updated_at),
                page.moment(ticket.updated_at),
            ));
        }
    }
    known
}

pub(super) fn filters(page: &Page, seen: &Seen, address: &Address) -> Vec<(Link, bool)> {
    let filter = |show: Show| {
        let there = Address { show, since: None, ..address.clone() };
        let (href, label) = (there.page(seen.ticket.number), page.text(show.label()).to_string());
        (Link { href, label }, show == address.show)
    };
    Show::ALL.into_iter().map(filter).collect()
}

pub(super) fn order(page: &Page, seen: &Seen, address: &Address) -> Link {
    let (order, key) = match address.order {
        Order::OldestFirst => (Order::NewestFirst, "order-newest"),
        Order::NewestFirst => (Order::OldestFirst, "order-oldest"),
    };
    let href = Address { order, ..address.clone() }.page(seen.ticket.number);
    Link { href, label: page.text(key).to_string() }
}

/// The latest thing somebody else did, to be told to whoever does not see it appear.
pub(super) fn news(page: &Page, seen: &Seen, viewer: &Viewer) -> String {
    let others = |actor| actor != Actor::Person(viewer.id());
    let last = seen.window.told.last().filter(|told| others(told.stamp.actor));
    let teller = Teller { page, seen };
    last.map(|told| {
        let text = page.text("news").with("what", teller.line(told).text);
        text.with("time", page.format.time(told.stamp.at)).to_string()
    })
    .unwrap_or_default()
}
