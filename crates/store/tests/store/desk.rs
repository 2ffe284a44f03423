//! What a ledger promises: all or nothing, in order, once.

use crate::support::{MONDAY, TestDesk, open, text};
use desk::actor::Actor;
use desk::ids::TicketNumber;
use desk::refusal::Class;
use desk::ticket::Event;
use desk::ticket::link::Link;
use desk::ticket::merge::{Merge, Unmerge};
use desk::ticket::message::{Note, Write};
use desk::ticket::resolve::Resolve;
use desk::ticket::take::Take;
use desk::time::Span;
use desk::values::{LinkKind, Origin, ResolutionCode, Status};
use store::ledger::PersonHint;
use store::queries::{events, people, tickets};
use store::{By, Failure, Store, on_both};

fn row(store: &Store, number: TicketNumber) -> desk::ticket::Ticket {
    store.read(|desk| Ok(tickets::read(desk.tx, number)?.unwrap().ticket)).unwrap()
}

fn refusal(result: Result<impl std::fmt::Debug, Failure>) -> desk::refusal::Refusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

on_both! {
    fn a_ticket_is_its_events(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Drucker druckt nicht");
        desk.act(desk.ayse, number, Take::default()).unwrap();
        desk.escalate(desk.ayse, number, desk.second);

        let ticket = row(&desk.store, number);
        assert_eq!((ticket.status, ticket.team, ticket.tier.0), (Status::Open, desk.second, 2));
        assert_eq!(ticket.subject, "Drucker druckt nicht");
        let told = desk
            .store
            .read(|desk| {
                let rows = events::of_stream(desk.tx, number.0, 0, 100)?;
                Ok(store::journal::recall(desk.tx, rows)?)
            })
            .unwrap();
        let kinds: Vec<&str> = told.iter().map(|told| told.event.kind()).collect();
        assert_eq!(kinds, ["created", "requester_wrote", "opened", "taken", "escalated"]);
        let Event::Escalated(escalated) = &told[4].event else { panic!() };
        let hand_over = escalated.hand_over.as_ref().unwrap();
        assert_eq!(hand_over.findings.as_str(), "Kabel und Netzteil getauscht.");
        assert!(!told[4].row.data.contains("Netzteil"), "the journal holds no words");
    }

    fn a_refused_write_leaves_nothing(test: &TestDb) {
        let desk = TestDesk::on(test);
        let mia = desk.mia;
        let result = desk.store.write(desk.by(mia), move |ledger| {
            let number = open(ledger, "Wird nicht bleiben", mia)?;
            ledger.act(number, Resolve { solution: text("x"), code: None }.into())
        });
        assert_eq!(refusal(result).class, Class::Forbidden, "a requester solves nothing");
        let number = desk.open("Bleibt");
        assert_eq!(number, TicketNumber(1), "the number of the refused one was given back");
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn what_nobody_may_know_of_is_not_found(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Gehalt");
        let stranger = desk
            .store
            .write(desk.by(desk.ayse), |ledger| {
                let hint = PersonHint { email: Some("fremd@stufe.example".into()), ..PersonHint::default() };
                ledger.requester(hint)
            })
            .unwrap();
        let command = Write { body: text("Was ist das?"), ..Write::default() };
        let hidden = refusal(desk.act(stranger, number, command.clone()));
        let missing = refusal(desk.act(stranger, TicketNumber(999), command));
        assert_eq!(hidden, missing, "the answer does not tell whether it is there");
    }

    fn a_pair_of_tickets_changes_together(test: &TestDb) {
        let desk = TestDesk::on(test);
        let (one, two) = (desk.open("VPN geht nicht"), desk.open("VPN immer noch"));
        let merge = Merge { into: Some(one), may_see_each_other: None };
        desk.act(desk.ayse, two, merge).unwrap();
        assert_eq!(row(&desk.store, two).status, Status::Closed);
        assert!(row(&desk.store, one).links.contains(&(LinkKind::DuplicatedBy, two)));
        let answer = refusal(desk.act(desk.ayse, two, Note { body: text("?"), ..Note::default() }));
        assert_eq!(answer.code, "merged");
        desk.act(desk.ayse, two, Unmerge).unwrap();
        assert!(row(&desk.store, two).status.is_live());
        assert!(row(&desk.store, one).links.is_empty());

        let link = Link { to: Some(one), kind: Some(LinkKind::ChildOf) };
        desk.act(desk.ayse, two, link).unwrap();
        assert!(row(&desk.store, one).links.contains(&(LinkKind::ParentOf, two)));
        let nowhere = Link { to: Some(TicketNumber(77)), kind: Some(LinkKind::Related) };
        assert_eq!(refusal(desk.act(desk.ayse, two, nowhere)).problems[0].code, "unknown");
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn a_late_concern_starts_a_successor(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Beamer dunkel");
        desk.act(desk.ayse, number, Take::default()).unwrap();
        let code = Some(ResolutionCode::SolvedPermanently);
        desk.act(desk.ayse, number, Resolve { solution: text("Lampe neu."), code }).unwrap();
        let now = MONDAY + Span::days(30);
        let by = By { now, actor: Actor::Person(desk.mia), origin: Origin::Command };
        let say = |words: &'static str| {
            desk.store.write(by, move |ledger| {
                ledger.write(number, Write { body: text(words), ..Write::default() })
            })
        };
        assert_eq!(say("Vielen Dank!").unwrap(), number, "thanks start nothing");
        let successor = say("Er ist wieder dunkel.").unwrap();
        assert_ne!(successor, number);
        assert!(row(&desk.store, successor).links.contains(&(LinkKind::SuccessorOf, number)));
        assert!(row(&desk.store, number).links.contains(&(LinkKind::SucceededBy, successor)));
        assert_eq!(row(&desk.store, number).status, Status::Resolved);
    }

    fn a_message_becomes_a_ticket(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Zwei Dinge");
        let new = desk
            .store
            .write(desk.by(desk.ayse), move |ledger| ledger.split(number, 2))
            .unwrap();
        let told = desk
            .store
            .read(|desk| {
                let rows = events::of_stream(desk.tx, new.0, 0, 100)?;
                Ok(store::journal::recall(desk.tx, rows)?)
            })
            .unwrap();
        let Event::RequesterWrote(wrote) = &told[1].event else { panic!("{told:?}") };
        assert_eq!(wrote.body.0.as_str(), "Seit heute früh.");
        let wrong = desk.store.write(desk.by(desk.ayse), move |ledger| ledger.split(number, 1));
        assert_eq!(refusal(wrong).code, "split_refused");
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn a_clock_set_back_does_not_turn_history_around(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Uhr");
        let before = row(&desk.store, number).updated_at;
        let now = desk::time::Timestamp(MONDAY.0 - 3_600_000_000);
        let by = By { now, actor: Actor::Person(desk.ayse), origin: Origin::Command };
        let noted = desk.store.write(by, move |ledger| {
            ledger.act(number, Note { body: text("eine Stunde zuvor"), ..Note::default() }.into())
        });
        noted.unwrap();
        assert!(row(&desk.store, number).updated_at >= before);
    }

    fn people_are_found_by_address_in_any_case(test: &TestDb) {
        let desk = TestDesk::on(test);
        let mia = desk.mia;
        let found = desk
            .store
            .write(desk.by(desk.ayse), |ledger| {
                let email = Some(" MIA@Stufe.Example ".into());
                ledger.requester(PersonHint { email, ..PersonHint::default() })
            })
            .unwrap();
        assert_eq!(found, mia);
        let known = desk.store.read(|desk| Ok(people::by_id(desk.tx, mia)?)).unwrap();
        assert_eq!(known.unwrap().name, "Mia Sommer");
    }
}
