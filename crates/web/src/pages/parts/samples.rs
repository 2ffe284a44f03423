//! The content of the samples: a small desk that is not there.

use super::Rail;
use crate::pages::files::{self, Attached};
use crate::pages::mails::{Came, Shown};
use crate::pages::page::Page;
use crate::pages::shown::{
    Avatar, Choice, Due, DueState, Edge, Entry, Fact, HandOver, Held, HeldState, Line, Message,
    Row, Shape, Since, Stair, StatusMark, Step, StepState, Tab, Taking, Voice, Way, What, When,
};
use desk::attachment::{Attachment, Sha256};
use desk::ids::AttachmentId;
use desk::text::{Salt, Text};
use desk::time::{Span, Timestamp};
use desk::values::{EscalationReason, Kind, Level, Rating, Status, WaitReason};

const PROVIDER: &str = "Nordlicht IT";

fn said(page: &Page, key: &'static str) -> String {
    page.text(key).to_string()
}

/// A while before the page is made.
fn ago(page: &Page, minutes: i64) -> Timestamp {
    page.now + Span::seconds(-60 * minutes)
}

fn step(tier: u8, state: StepState, team: &str) -> Step {
    let (label, team) = (format!("L{tier}"), team.to_owned());
    let (spent, of, more, earlier, percent) = (None, None, None, None, 0);
    let (holds, edges) = (Vec::new(), Vec::new());
    let (is_outside, is_late, is_next) = (false, false, false);
    Step {
        tier,
        state,
        is_outside,
        is_late,
        is_next,
        label,
        team,
        spent,
        of,
        percent,
        holds,
        earlier,
        edges,
        more,
    }
}

fn held(page: &Page, name: &str, id: i64, minutes: i64) -> Held {
    let when = page.text("sample-since").with("time", page.when(ago(page, minutes))).to_string();
    let length = Some(page.format.clock(Span::seconds(60 * minutes)));
    Held {
        avatar: Avatar::person(id, name),
        name: name.to_owned(),
        when,
        when_exactly: String::new(),
        length,
        state: HeldState::Now,
    }
}

fn edge(page: &Page, way: Way, minutes: i64, reason: &'static str) -> Edge {
    let key = match way {
        Way::Up => "sample-up",
        Way::Down => "sample-down",
    };
    let title = page.text(key).with("time", page.when(ago(page, minutes))).to_string();
    let (href, reason) = ("#timeline".to_owned(), said(page, reason));
    Edge { way, is_new: false, href, title, reason }
}

pub(super) fn rails(page: &Page) -> Vec<Rail> {
    let spent = |step: Step, minutes: i64, of: i64| Step {
        spent: Some(page.format.clock(Span::seconds(60 * minutes))),
        of: Some(
            page.text("sample-of")
                .with("time", page.format.duration(Span::seconds(60 * of)))
                .to_string(),
        ),
        percent: u8::try_from((minutes * 100 / of).min(100)).unwrap_or(100),
        is_late: minutes > of,
        ..step
    };
    let first = Step {
        holds: vec![held(page, "Lena Brandstetter", 8, 12)],
        ..step(1, StepState::Holds, "Service Desk")
    };
    let fresh = vec![
        spent(first, 12, 30),
        step(2, StepState::Ahead, &said(page, "sample-workplace")),
        step(3, StepState::Ahead, &said(page, "nobody")),
    ];
    let outside = Held {
        avatar: Avatar::team(2, PROVIDER, Some(PROVIDER)),
        name: PROVIDER.into(),
        state: HeldState::Past,
        ..held(page, "", 2, 83)
    };
    let below = Step {
        is_outside: true,
        holds: vec![outside],
        edges: vec![edge(page, Way::Up, 74, "sample-line")],
        ..step(1, StepState::Past, PROVIDER)
    };
    let passed = Step {
        edges: vec![edge(page, Way::Up, 74, "sample-on-call")],
        ..step(2, StepState::Skipped, &said(page, "sample-passed"))
    };
    let above = Step {
        holds: vec![held(page, "Nils Haverkamp", 1, 74)],
        ..step(3, StepState::Holds, &said(page, "sample-development"))
    };
    let night = vec![spent(below, 9, 15), passed, spent(above, 74, 60)];
    let back = Step {
        holds: vec![held(page, "Jonas Petersen", 4, 53)],
        edges: vec![
            edge(page, Way::Up, 240, "sample-cause"),
            edge(page, Way::Down, 53, "sample-answer"),
        ],
        more: Some(page.text("sample-more").with("n", 3).to_string()),
        ..step(2, StepState::Holds, &said(page, "sample-network"))
    };
    let came_back = vec![
        spent(
            Step {
                edges: vec![edge(page, Way::Up, 360, "sample-no-standard")],
                ..step(1, StepState::Past, "Service Desk")
            },
            26,
            30,
        ),
        spent(back, 161, 210),
        spent(step(3, StepState::Past, &said(page, "sample-platform")), 198, 240),
    ];
    let title = |key, steps| Rail { title: said(page, key), steps };
    vec![
        title("sample-rail-new", fresh),
        title("sample-rail-night", night),
        title("sample-rail-back", came_back),
    ]
}

pub(super) fn stairs(page: &Page) -> Vec<Stair> {
    let stair = |tier: Option<u8>, who: &str, open: i64, late: i64, soon: i64| Stair {
        tier,
        label: tier.map_or(said(page, "sample-vendors"), |tier| format!("L{tier}")),
        who: who.to_owned(),
        open: page.format.number(open),
        late: Some(late)
            .filter(|n| *n > 0)
            .map(|n| page.text("sample-n-late").with("n", n).to_string()),
        soon: Some(soon)
            .filter(|n| *n > 0)
            .map(|n| page.text("sample-n-soon").with("n", n).to_string()),
        more: Vec::new(),
        href: "#queue".into(),
        is_here: tier == Some(2),
    };
    vec![
        stair(Some(1), "Service Desk, Nordlicht IT", 34, 1, 2),
        stair(Some(2), &said(page, "sample-network"), 1034, 1, 1),
        stair(Some(3), &said(page, "sample-platform"), 13, 0, 2),
        stair(None, PROVIDER, 6, 0, 0),
    ]
}

pub(super) fn states(page: &Page) -> Vec<StatusMark> {
    let waits = WaitReason::ALL.iter().map(|reason| (Status::Waiting, Some(*reason)));
    let plain = [Status::New, Status::Open, Status::Resolved, Status::Closed].map(|it| (it, None));
    let all = plain.into_iter().chain(waits);
    let until = page.now + Span::days(1);
    all.map(|(status, wait)| StatusMark::new(page, status, wait, Some(until))).collect()
}

pub(super) fn avatars() -> Vec<Avatar> {
    let people = ["Ayşe Demir", "Jonas Petersen", "Katrin Vogt", "Thuy Nguyen"];
    let people = (1..).zip(people).map(|(id, name)| Avatar::person(id, name));
    let teams = [Avatar::team(3, "Netz Werk", None), Avatar::team(5, PROVIDER, Some(PROVIDER))];
    people.chain(teams).chain([Avatar::nobody()]).collect()
}

fn due(page: &Page, minutes: i64, percent: u8, state: DueState) -> Due {
    let left = page.format.clock(Span::seconds(60 * minutes));
    let said = (state == DueState::Late).then(|| said(page, "sample-overdue"));
    Due { kind: self::said(page, "sample-fix"), left, percent, state, said }
}

pub(super) fn dues(page: &Page) -> Vec<Due> {
    vec![
        due(page, 182, 58, DueState::Fine),
        due(page, 49, 22, DueState::Soon),
        due(page, -18, 0, DueState::Late),
        due(page, 130, 48, DueState::Still),
    ]
}

pub(super) fn rows(page: &Page) -> Vec<Row> {
    let row = |number: i64, subject: &'static str, priority: u8, tier: u8| Row {
        number,
        href: format!("#t-{number}"),
        kind: if number % 3 == 0 { Kind::Request } else { Kind::Incident },
        priority,
        subject: said(page, subject),
        is_unanswered: false,
        messages: None,
        files: None,
        requester: "Katrin Vogt".into(),
        service: "VPN".into(),
        tier,
        step: None,
        bounces: None,
        holder: Avatar::person(number, "Jonas Petersen"),
        agent: Some("Jonas Petersen".into()),
        team: said(page, "sample-network"),
        taking: Taking::Not,
        state: StatusMark::new(page, Status::Open, None, None),
        due: None,
        since: Since {
            what: said(page, "since-change"),
            when: When::new(page, ago(page, number % 90)),
        },
        is_here: false,
    };
    let nobody = (Avatar::nobody(), None, StatusMark::new(page, Status::New, None, None));
    let (holder, agent, state) = nobody;
    vec![
        Row { due: Some(due(page, -18, 0, DueState::Late)), ..row(48177, "sample-printer", 1, 1) },
        Row {
            holder,
            agent,
            state,
            is_unanswered: true,
            messages: Some(3),
            files: Some(2),
            taking: Taking::AtOnce,
            since: Since {
                what: said(page, "since-question"),
                when: When::new(page, ago(page, 95)),
            },
            ..row(48236, "sample-mailbox", 3, 1)
        },
        Row {
            step: Some(Way::Up),
            is_here: true,
            due: Some(due(page, 49, 22, DueState::Soon)),
            ..row(48213, "sample-vpn", 2, 2)
        },
        Row {
            bounces: Some(2),
            state: StatusMark::new(page, Status::Waiting, Some(WaitReason::Vendor), None),
            ..row(48225, "sample-word", 4, 3)
        },
        Row {
            step: Some(Way::Down),
            requester: "مريم السيد".into(),
            ..row(48231, "sample-right", 3, 2)
        },
    ]
}

pub(super) fn entries(page: &Page) -> Vec<Entry> {
    let entry = |n: i64, tier: u8, what: What| Entry {
        id: format!("e{n}"),
        tier,
        is_now: n > 5,
        is_new: n == 7,
        at: When::new(page, ago(page, 400 - 50 * n)),
        what,
    };
    let message = |voice, name: &str, role: &'static str, body: &'static str| {
        What::Message(Message {
            voice,
            who: match voice {
                Voice::Vendor => Avatar { shape: Shape::Outside, ..Avatar::person(5, name) },
                Voice::Requester | Voice::Agent | Voice::Note => Avatar::person(7, name),
            },
            name: name.to_owned(),
            role: if role.is_empty() { String::new() } else { said(page, role) },
            via: said(page, "channel-portal"),
            body: said(page, body),
            files: Vec::new(),
            mail: None,
            rest: None,
            acts: Vec::new(),
        })
    };
    let hand_over = |way, from, title: &'static str, name: &str| {
        What::HandOver(HandOver {
            way,
            from,
            who: Avatar::person(4, name),
            name: name.to_owned(),
            title: said(page, title),
            rating: Some(page.word(&Rating::Complete).to_string()),
            facts: vec![
                Fact { label: said(page, "sample-reason"), text: said(page, "sample-cause") },
                Fact {
                    label: said(page, "sample-question"),
                    text: said(page, "sample-no-standard"),
                },
            ],
        })
    };
    let event = || {
        let (text, words) = (said(page, "sample-done"), Some(said(page, "sample-info")));
        What::Event(Line { text, words, ..Line::default() })
    };
    vec![
        entry(1, 1, message(Voice::Requester, "Katrin Vogt", "list-requester", "sample-message")),
        entry(2, 1, event()),
        entry(3, 2, hand_over(Way::Up, 1, "sample-hand-up", "Ayşe Demir")),
        entry(4, 2, message(Voice::Note, "Jonas Petersen", "sample-note", "sample-message")),
        entry(5, 3, hand_over(Way::Up, 2, "sample-hand-up", "Jonas Petersen")),
        entry(
            6,
            3,
            message(Voice::Vendor, "Nordwall Networks", "sample-vendors", "sample-message"),
        ),
        entry(7, 1, hand_over(Way::Down, 3, "sample-hand-down", "Miriam Adeyemi")),
        entry(7, 1, message(Voice::Agent, "Ayşe Demir", "", "sample-message")),
    ]
}

pub(super) fn tabs(page: &Page) -> Vec<Tab> {
    let tab = |mode, icon, key, label| {
        let (href, is_here) = (format!("/parts?do={mode}#composer"), mode == "reply");
        Tab { label: said(page, label), icon, key, href, is_here, draft: None }
    };
    vec![tab("reply", "reply", "r", "sample-reply"), tab("note", "lock", "i", "sample-note")]
}

pub(super) fn reasons(page: &Page, chosen: &str) -> Vec<Choice> {
    let reasons = [EscalationReason::Skill, EscalationReason::Access, EscalationReason::Time];
    reasons.iter().map(|it| Choice::new(it.as_str(), &page.word(it), chosen)).collect()
}

pub(super) fn impacts(page: &Page) -> Vec<Choice> {
    Level::ALL.iter().map(|it| Choice::new(it.as_str(), &page.word(it), "medium")).collect()
}

/// Under a message that came by mail: for those who work on the ticket, and for its requester.
pub(super) fn came() -> [Came; 2] {
    let shown = |label| Some(Shown { href: "/parts/mail".into(), label });
    let raw = Some(("/parts/mail".into(), "48 kB".into()));
    [
        Came { shown: shown("mail-formatted"), raw, left_out: 3, is_damaged: true },
        Came { shown: shown("mail-whole-text"), raw: None, left_out: 0, is_damaged: false },
    ]
}

pub(super) fn attached(page: &Page) -> Vec<Attached> {
    let file = |name: &str, size, content_type: &str| Attachment {
        id: AttachmentId(0),
        name: Text::new(name, Salt::default()),
        size,
        sha256: Sha256([0; 32]),
        content_type: content_type.to_owned(),
    };
    let files = [
        file("Fehlermeldung.png", 4_184_000, "image/png"),
        file("vpn-protokoll-2026-03-02.log", 240_000, "text/plain"),
        file(&"Ein-sehr-langer-Name-".repeat(6), 12, "application/octet-stream"),
        file("تقرير.pdf", 71_000, "application/pdf"),
    ];
    let here = |file| Attached { href: "#files".into(), ..file };
    files::attached(page, &files).into_iter().map(here).collect()
}
