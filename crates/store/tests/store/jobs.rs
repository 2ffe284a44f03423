//! Jobs are leased, done at least once, tried again; a retired team's tickets follow.

use crate::support::{MONDAY, TestDesk};
use desk::actor::Actor;
use desk::admin::{AddTeam, AdminCommand, RetireTeam};
use desk::ids::TicketNumber;
use desk::time::Span;
use desk::values::{Origin, Tier};
use store::jobs::{self, ANSWERS_KEPT, Job, LEASE};
use store::queries::idempotency::{self, Kept};
use store::queries::{jobs as rows, tickets};
use store::{By, Failure, on_both};

fn waiting(desk: &TestDesk) -> i64 {
    let states = desk.store.read(|it| Ok(rows::states(it.tx)?)).unwrap();
    states.iter().filter(|(_, dead, _)| !dead).map(|(_, _, n)| n).sum()
}

on_both! {
    fn a_retired_teams_tickets_follow(test: &TestDb) {
        let desk = TestDesk::on(test);
        let numbers: Vec<TicketNumber> = (0..7).map(|n| desk.open(&format!("Nr. {n}"))).collect();
        desk.escalate(desk.ayse, numbers[0], desk.second);
        let (old, admin) = (desk.first, desk.admin);
        let new = desk
            .store
            .write(desk.by(admin), move |ledger| {
                let team = ledger.new_team()?;
                let (name, tier) = ("Service Desk".to_owned(), Tier::FIRST);
                let add = AddTeam { team, name, tier, provider: None, checklist: Vec::new(), reach: desk::values::Reach::House };
                ledger.admin(AdminCommand::AddTeam(add))?;
                ledger.admin(AdminCommand::RetireTeam(RetireTeam { team: old, successor: team }))?;
                Ok(team)
            })
            .unwrap();
        assert_eq!(waiting(&desk), 1);
        while jobs::run_due(&desk.store, "node-1", desk.now()).unwrap() > 0 {}
        assert_eq!(waiting(&desk), 0);
        for number in numbers {
            let row = desk.store.read(|it| Ok(tickets::read(it.tx, number)?.unwrap().ticket));
            let ticket = row.unwrap();
            assert_eq!(ticket.contact_team, new, "#{number}");
            assert_eq!(ticket.path[0].team, new, "#{number}");
            assert!(ticket.team == new || ticket.team == desk.second);
        }
        let findings = store::check::check(&desk.store).unwrap();
        assert!(findings.is_clean(), "{findings:?}");
    }

    fn a_lease_keeps_other_nodes_away_until_it_ends(test: &TestDb) {
        let desk = TestDesk::on(test);
        let enqueue = |at| {
            desk.store.db().write(move |tx| jobs::enqueue(tx, &Job::ForgetAnswers, at)).unwrap();
        };
        enqueue(MONDAY);
        enqueue(MONDAY);
        assert_eq!(waiting(&desk), 1, "one of the same is enough");
        // A node that leases and dies: the lease is taken by hand and never settled.
        let lease = |node: &'static str, now| {
            desk.store
                .db()
                .write(move |tx| store::jobs::lease_for_test(tx, node, now))
                .unwrap()
        };
        assert_eq!(lease("dead", MONDAY), 1);
        assert_eq!(jobs::run_due(&desk.store, "alive", MONDAY).unwrap(), 0);
        let later = MONDAY + LEASE;
        assert_eq!(jobs::run_due(&desk.store, "alive", later).unwrap(), 1);
        assert_eq!(jobs::run_due(&desk.store, "alive", later).unwrap(), 0, "it comes round later");
        assert_eq!(jobs::run_due(&desk.store, "alive", later + Span::days(1)).unwrap(), 1);
    }

    fn kept_answers_are_forgotten_after_their_time(test: &TestDb) {
        let desk = TestDesk::on(test);
        let mia = desk.mia;
        let kept = Kept {
            request: vec![1, 2, 3],
            status: 201,
            headers: "{}".into(),
            body: "{\"number\":1}".into(),
        };
        let keep = kept.clone();
        desk.store
            .db()
            .write(move |tx| -> Result<(), Failure> {
                Ok(idempotency::keep(tx, mia, "k1", &keep, MONDAY)?)
            })
            .unwrap();
        let find = || desk.store.read(|it| Ok(idempotency::find(it.tx, mia, "k1")?)).unwrap();
        assert_eq!(find(), Some(kept));
        let enqueue = |tx: &mut store::db::Tx<'_>| jobs::enqueue(tx, &Job::ForgetAnswers, MONDAY);
        desk.store.db().write(enqueue).unwrap();
        jobs::run_due(&desk.store, "node", MONDAY + Span::seconds(60)).unwrap();
        assert!(find().is_some(), "not yet");
        jobs::run_due(&desk.store, "node", MONDAY + ANSWERS_KEPT + Span::days(1)).unwrap();
        assert_eq!(find(), None);
    }

    fn only_the_desk_lets_a_ticket_follow(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Nicht von Hand");
        let succeed = desk::ticket::succeed::Succeed { team: desk.first };
        assert!(desk.act(desk.admin, number, succeed).is_err());
        let by = By { now: desk.now(), actor: Actor::Desk, origin: Origin::Retirement };
        let early = desk.store.write(by, move |ledger| ledger.act(number, succeed.into()));
        assert!(matches!(early, Err(Failure::Refused(refusal)) if refusal.code == "not_retired"));
    }
}
