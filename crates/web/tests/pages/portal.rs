//! The portal as somebody meets it who needs something: by plain forms, without the script.

mod access;
mod life;
mod lists;
mod sending;

use super::browser::{Browser, Desk, Page};
use axum::http::StatusCode;
use desk::ids::TicketNumber;
use desk::text::Text;
use desk::ticket::message::Reply;
use desk::ticket::resolve::Resolve;
use desk::ticket::wait::Wait;
use desk::values::{ResolutionCode, WaitReason};

const RITA: &str = "rita@stufe.example";
const ANNA: &str = "anna@stufe.example";

const DAY_S: i64 = 86_400;

/// What the form for a new request sends when nothing but the text is filled in.
const USUAL: [(&str, &str); 3] = [("kind", "incident"), ("hold", "slow"), ("service", "")];

fn text(words: &str) -> Option<Text> {
    Some(Text::new(words, [7; 16]))
}

fn reply(words: &str) -> Reply {
    Reply { body: text(words), ..Reply::default() }
}

fn wait(on: WaitReason) -> Wait {
    Wait { on: Some(on), ..Wait::default() }
}

fn solution(words: &str) -> Resolve {
    Resolve { solution: text(words), code: Some(ResolutionCode::SolvedPermanently) }
}

/// Asks by the form of the portal; the number of the new request.
#[track_caller]
fn ask(browser: &mut Browser, body: &str) -> i64 {
    let page = browser.get("/portal");
    let typed: Vec<_> = USUAL.into_iter().chain([("body", body)]).collect();
    number(&page.send(browser, "/portal/requests", &typed))
}

/// The number of the request that a form led to.
#[track_caller]
fn number(page: &Page) -> i64 {
    let path = page.to().split(['?', '#']).next().unwrap();
    path.strip_prefix("/portal/requests/").expect(path).parse().unwrap()
}

fn path(number: i64) -> String {
    format!("/portal/requests/{number}")
}

/// A page that is there.
#[track_caller]
fn open(browser: &mut Browser, path: &str) -> Page {
    let page = browser.get(path);
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
    page
}

/// What both sides have said on a ticket, in order.
fn said(desk: &Desk, number: i64) -> Vec<String> {
    let read = desk.store.read(|it| {
        let rows = store::queries::events::of_stream(it.tx, number, 0, 500)?;
        Ok(store::journal::recall(it.tx, rows)?)
    });
    let words = |told: store::journal::Told| match told.event {
        desk::ticket::Event::RequesterWrote(wrote) => Some(wrote.body.0.as_str().to_owned()),
        desk::ticket::Event::Replied(replied) => Some(replied.body.0.as_str().to_owned()),
        _ => None,
    };
    read.unwrap().into_iter().filter_map(words).collect()
}

/// How many tickets there are.
fn tickets(desk: &Desk) -> usize {
    let all = |it: &mut store::Snapshot<'_, '_>| {
        Ok(store::queries::tickets::after(it.tx, TicketNumber(0), 1_000)?.len())
    };
    desk.store.read(all).unwrap()
}
