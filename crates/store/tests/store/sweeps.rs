//! What comes due by itself, once, whichever node is first.

use crate::support::{MONDAY, TestDesk};
use desk::ids::TicketNumber;
use desk::ticket::wait::Wait;
use desk::time::Span;
use desk::values::{Status, WaitReason};
use store::queries::tickets;
use store::{on_both, sweeps};

fn status(desk: &TestDesk, number: TicketNumber) -> (Status, i64) {
    let read = |it: &mut store::Snapshot<'_, '_>| Ok(tickets::read(it.tx, number)?.unwrap().ticket);
    let ticket = desk.store.read(read).unwrap();
    (ticket.status, ticket.version)
}

on_both! {
    fn a_wait_ends_when_its_date_has_passed(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Wartet auf den Hersteller");
        let until = Some(MONDAY + Span::days(2));
        let on = Some(WaitReason::Vendor);
        desk.act(desk.ayse, number, Wait { on, until, ..Wait::default() }).unwrap();
        assert_eq!(sweeps::sweep(&desk.store, MONDAY + Span::days(1)).unwrap(), 0);
        assert_eq!(status(&desk, number).0, Status::Waiting);

        let now = MONDAY + Span::days(2);
        let swept: usize = std::thread::scope(|scope| {
            let nodes: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| sweeps::sweep(&desk.store, now).unwrap()))
                .collect();
            nodes.into_iter().map(|node| node.join().unwrap()).sum()
        });
        assert_eq!(swept, 1, "three nodes wake it once");
        assert_eq!(status(&desk, number), (Status::Open, 5));
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }
}
