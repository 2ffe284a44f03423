//! Followers read everything once, in order, and agree with a replay.

use crate::support::{TestDesk, open};
use desk::ids::TicketNumber;
use desk::ticket::take::Take;
use insight::tier_flow::Flow;
use std::sync::Barrier;
use store::followers::{self, Seal};
use store::queries::{events, flows, seals};
use store::reports::{self, GroupBy, Selection};
use store::{Store, on_both};

fn flow(store: &Store, number: TicketNumber) -> Flow {
    store.read(|desk| Ok(flows::read(desk.tx, number)?.unwrap())).unwrap()
}

on_both! {
    fn live_and_replayed_flows_are_the_same(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Netzwerk langsam");
        for step in 0..3 {
            match step {
                0 => desk.escalate(desk.ayse, number, desk.second),
                1 => desk.escalate(desk.bernd, number, desk.third),
                _ => drop(desk.act(desk.carla, number, Take::default()).unwrap()),
            }
            followers::catch_up(&desk.store).unwrap();
        }
        let live = flow(&desk.store, number);
        let replayed = desk
            .store
            .read(|desk| {
                let mut replayed: Option<Flow> = None;
                for row in events::of_stream(desk.tx, number.0, 0, 1_000)? {
                    let (event, stamp) = (store::journal::read(&row)?, row.stamp()?);
                    match &mut replayed {
                        Some(flow) => flow.apply(&event, &stamp),
                        None => replayed = Flow::begin(&event, &stamp),
                    }
                }
                Ok(replayed.unwrap())
            })
            .unwrap();
        assert_eq!(live, replayed);
        assert_eq!((live.moves, live.highest_tier.0), (2, 3));
        let report = desk.store.read(|it| {
            reports::tier_flow(it.tx, &it.directory, &Selection::default(), GroupBy::Nothing)
        });
        let sums = report.unwrap().remove(0).flow;
        assert_eq!((sums.tickets, sums.hand_overs), (1, 2));
    }

    fn two_nodes_following_at_once_count_each_event_once(test: &TestDb) {
        let desk = TestDesk::on(test);
        let other = Store::over(test.open(), crate::support::MONDAY).unwrap();
        let barrier = Barrier::new(3);
        std::thread::scope(|scope| {
            for store in [desk.store.clone(), other.clone()] {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    for _ in 0..20 {
                        followers::catch_up(&store).unwrap();
                    }
                });
            }
            barrier.wait();
            for step in 0..30 {
                let number = desk.open(&format!("Ticket {step}"));
                desk.escalate(desk.ayse, number, desk.second);
            }
        });
        followers::catch_up(&desk.store).unwrap();
        for number in 1..=30 {
            assert_eq!(flow(&desk.store, TicketNumber(number)).moves, 1);
        }
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn nodes_that_write_at_once_leave_no_gap_for_a_follower(test: &TestDb) {
        let desk = TestDesk::on(test);
        let mia = desk.mia;
        let nodes: Vec<Store> =
            (0..3).map(|_| Store::over(test.open(), crate::support::MONDAY).unwrap()).collect();
        std::thread::scope(|scope| {
            for node in &nodes {
                let by = desk.by(mia);
                scope.spawn(move || {
                    for step in 0..20 {
                        let subject = format!("Schritt {step}");
                        node.write(by, move |ledger| open(ledger, &subject, mia)).unwrap();
                    }
                });
            }
            let mut seen = 0;
            while seen < 60 {
                // Whatever is visible is dense: nothing can commit behind a follower's back.
                let seqs: Vec<i64> = desk
                    .store
                    .read(|it| Ok(events::after(it.tx, 0, 10_000)?.iter().map(|e| e.seq).collect()))
                    .unwrap();
                let last = i64::try_from(seqs.len()).unwrap();
                assert_eq!(seqs, (1..=last).collect::<Vec<_>>());
                seen = desk
                    .store
                    .read(|it| Ok(store::queries::counters::read(
                        it.tx,
                        store::queries::counters::Counter::Ticket,
                    )?))
                    .unwrap();
            }
        });
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn seals_cover_everything_or_only_full_runs(test: &TestDb) {
        let desk = TestDesk::on(test);
        desk.open("Eins");
        followers::seal(&desk.store, Seal::FullRuns).unwrap();
        let last = |desk: &TestDesk| desk.store.read(|it| Ok(seals::last(it.tx)?)).unwrap();
        assert!(last(&desk).is_none(), "a few events are no full run");
        followers::seal(&desk.store, Seal::Everything).unwrap();
        let first = last(&desk).unwrap();
        desk.open("Zwei");
        followers::seal(&desk.store, Seal::Everything).unwrap();
        let second = last(&desk).unwrap();
        assert_eq!((second.n, second.first_seq), (2, first.last_seq + 1));
        let findings = store::check::check(&desk.store).unwrap();
        assert_eq!((findings.seals, findings.unsealed), (2, 0));
        assert!(findings.is_clean(), "{findings:?}");
    }
}
