//! Beside the timeline: whose it is, what it is about, what it belongs to, and why it is here.

use super::address::Address;
use super::change::{ChangeForm, READERS};
use super::composer::Sent;
use super::modes::Rights;
use super::read::Seen;
use super::words::Teller;
use crate::pages::page::Page;
use crate::pages::shown::{Avatar, Link, StatusMark};
use desk::access::{Action, role_of};
use desk::routing::{Route, RouteReason};
use desk::ticket::Event;
use desk::values::{Level, Role};

/// The side column.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub(crate) requester: Person,
    pub(crate) recent: Vec<Recent>,
    /// What can be said of it, and changed.
    pub(crate) facts: Vec<Item>,
    /// Impact by urgency; one of the cells is it.
    pub(crate) matrix: Vec<(String, Vec<Cell>)>,
    pub(crate) urgencies: Vec<String>,
    /// The priority differs from the matrix.
    pub(crate) is_set: bool,
    pub(crate) priority: i64,
    pub(crate) change_priority: Option<String>,
    pub(crate) links: Vec<Linked>,
    pub(crate) link: Option<String>,
    /// Why it is where it is.
    pub(crate) why: Vec<String>,
    /// What is being changed.
    pub(crate) form: Option<ChangeForm>,
}

/// Who has the need.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) avatar: Avatar,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) change: Option<String>,
}

/// Another ticket of the requester's.
#[derive(Debug, Clone)]
pub(crate) struct Recent {
    pub(crate) link: Link,
    pub(crate) number: i64,
    pub(crate) state: StatusMark,
}

/// Something that can be said of a ticket.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) label: String,
    pub(crate) value: String,
    /// Where it is changed, if the viewer may.
    pub(crate) change: Option<String>,
}

/// A cell of the matrix.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) priority: u8,
    pub(crate) is_here: bool,
}

/// A ticket it belongs with.
#[derive(Debug, Clone)]
pub(crate) struct Linked {
    pub(crate) kind: String,
    pub(crate) word: &'static str,
    pub(crate) link: Link,
    /// Where the link is taken away.
    pub(crate) unlink: Option<String>,
}

/// Makes the side column of what was read.
pub(crate) struct Siding<'a> {
    pub(crate) page: &'a Page,
    pub(crate) seen: &'a Seen,
    pub(crate) address: &'a Address,
    pub(crate) rights: &'a Rights<'a>,
    pub(crate) sent: &'a Sent,
}

impl Siding<'_> {
    pub(super) fn said(&self, key: &str) -> String {
        self.page.text(key).to_string()
    }

    pub(super) fn teller(&self) -> Teller<'_> {
        Teller { page: self.page, seen: self.seen }
    }

    /// Where a field is changed.
    fn change(&self, field: &str) -> Option<String> {
        let may = self.rights.changes() && (field != "contact_team" || self.leads());
        let address = self.address.changing(field);
        may.then(|| format!("{}#change", address.page(self.seen.ticket.number)))
    }

    /// Only a lead changes the contact team.
    fn leads(&self) -> bool {
        let role = role_of(&self.seen.directory, self.rights.person);
        matches!(role, Role::Lead | Role::Admin)
    }

    pub(crate) fn side(&self) -> Side {
        let ticket = &self.seen.ticket;
        let matrix = &self.seen.settings.matrix;
        let cell = |impact, urgency| Cell {
            priority: matrix.priority(impact, urgency).0,
            is_here: (impact, urgency) == (ticket.impact, ticket.urgency),
        };
        let levels = [Level::High, Level::Medium, Level::Low];
        let columns = [Level::Low, Level::Medium, Level::High];
        let row = |impact: Level| {
            let cells = columns.iter().map(|urgency| cell(impact, *urgency)).collect();
            (self.page.word(&impact).to_string(), cells)
        };
        let link = Address { compose: Some(super::modes::Mode::Link), ..self.address.at_rest() };
        Side {
            requester: self.requester(),
            recent: self.recent(),
            facts: self.facts(),
            matrix: levels.into_iter().map(row).collect(),
            urgencies: columns.iter().map(|it| self.page.word(it).to_string()).collect(),
            is_set: matrix.priority(ticket.impact, ticket.urgency) != ticket.priority,
            priority: i64::from(ticket.priority.0),
            change_priority: self.change("priority"),
            links: self.links(),
            link: self.rights.offers(super::modes::Mode::Link).then(|| link.page(ticket.number)),
            why: self.why(),
            form: self.form(),
        }
    }

    fn requester(&self) -> Person {
        let id = self.seen.ticket.requester;
        let row = self.seen.people.get(id);
        let name = self.seen.people.name(id).to_owned();
        Person {
            avatar: Avatar::person(id.0, &name),
            name,
            email: row.and_then(|row| row.email.clone()),
            phone: row.and_then(|row| row.phone.clone()),
            change: self.change("requester"),
        }
    }

    fn recent(&self) -> Vec<Recent> {
        let recent = self.seen.recent.iter().map(|row| Recent {
            link: Link {
                href: format!("/desk/tickets/{}", row.number),
                label: row.subject.clone(),
            },
            number: row.number.0,
            state: StatusMark::new(self.page, row.status, None, None),
        });
        recent.collect()
    }

    fn facts(&self) -> Vec<Item> {
        let (ticket, page) = (&self.seen.ticket, self.page);
        let service = ticket.service.and_then(|id| self.seen.directory.services.get(&id));
        let nothing = || "–".to_owned();
        let mut items = vec![
            self.item("service", service.map_or_else(nothing, |it| it.name.clone())),
            self.item("asset", ticket.asset.clone().unwrap_or_else(nothing)),
            self.item("kind", page.word(&ticket.kind).to_string()),
            self.item(
                "complexity",
                ticket.complexity.map_or_else(nothing, |it| page.word(&it).to_string()),
            ),
            self.item(
                "tags",
                match ticket.tags.is_empty() {
                    true => nothing(),
                    false => ticket.tags.iter().cloned().collect::<Vec<_>>().join(", "),
                },
            ),
            self.item("contact_team", self.teller().team(ticket.contact_team)),
            self.readers(),
        ];
        items.extend(ticket.fields.iter().map(|(name, value)| Item {
            label: name.clone(),
            value: value.clone(),
            change: self.change(&format!("field:{name}")),
        }));
        items
    }

    /// Who sees it: everybody who works here, or those who are named.
    fn readers(&self) -> Item {
        let value = match &self.seen.ticket.confidential {
            None => self.said("readers-all"),
            Some(readers) => {
                let teams = readers.teams.iter().map(|id| self.teller().team(*id));
                let people = readers.people.iter().map(|id| self.seen.people.name(*id).to_owned());
                teams.chain(people).collect::<Vec<_>>().join(", ")
            }
        };
        let may = self.rights.may(Action::Restrict) && self.seen.ticket.merged.is_none();
        let address = self.address.changing(READERS);
        let change = may.then(|| format!("{}#change", address.page(self.seen.ticket.number)));
        Item { label: self.said("field-readers"), value, change }
    }

    fn item(&self, field: &str, value: String) -> Item {
        let label = self.said(&format!("field-{}", field.replace('_', "-")));
        Item { label, value, change: self.change(field) }
    }

    fn links(&self) -> Vec<Linked> {
        let ticket = &self.seen.ticket;
        let may = self.rights.offers(super::modes::Mode::Link);
        let links = ticket.links.iter().map(|(kind, to)| Linked {
            kind: self.page.word(kind).to_string(),
            word: kind.as_str(),
            link: Link { href: format!("/desk/tickets/{to}"), label: to.0.to_string() },
            unlink: may.then(|| self.address.at_rest().act(ticket.number, "unlink")),
        });
        links.collect()
    }

    /// Why it is where it is: what brought it, what the router thought, who sent it on the way.
    fn why(&self) -> Vec<String> {
        let (ticket, page, teller) = (&self.seen.ticket, self.page, self.teller());
        let mut why = Vec::new();
        if let Some(told) = &self.seen.brought_by {
            let line = teller.line(told).text;
            why.push(format!("{line} ({})", page.moment(told.stamp.at)));
            let route = match &told.event {
                Event::Created(it) => it.route.as_ref(),
                Event::Escalated(it) => it.route.as_ref(),
                _ => None,
            };
            why.extend(route.into_iter().flat_map(|route| self.routed(route)));
        }
        for step in ticket.path.iter().filter(|step| step.team != ticket.team) {
            let text = match step.sent_by {
                Some(agent) => page.text("why-path-by").with("name", self.seen.people.name(agent)),
                None => page.text("why-path"),
            };
            why.push(text.with("team", teller.team(step.team)).to_string());
        }
        let key = if ticket.contact_held { "why-contact-held" } else { "why-contact-default" };
        why.push(page.text(key).with("team", teller.team(ticket.contact_team)).to_string());
        why
    }

    fn routed(&self, route: &Route) -> Vec<String> {
        let teller = self.teller();
        let reason = |reason| match reason {
            RouteReason::ServesService => "route-serves",
            RouteReason::DefaultOfTier => "route-default",
            RouteReason::DoesNotServe => "route-does-not-serve",
            RouteReason::LaterInOrder => "route-later",
        };
        let line = |(team, why): (_, RouteReason)| {
            let text = self.page.text(reason(why)).with("team", teller.team(team));
            text.to_string()
        };
        let all = std::iter::once((route.team, route.reason));
        all.chain(route.passed_over.iter().copied()).map(line).collect()
    }
}
