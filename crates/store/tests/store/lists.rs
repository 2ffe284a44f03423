//! Named views: complete, in order, page by page.

use crate::support::{TestDesk, open};
use desk::ids::TicketNumber;
use desk::ticket::hold::Way;
use desk::ticket::message::Note;
use desk::ticket::take::Take;
use desk::ticket::wait::Wait;
use desk::time::Span;
use desk::values::{Status, WaitReason};
use store::on_both;
use store::queries::counts::{self, CountScope};
use store::queries::lists::{self, ListRow, Listing, Order, Owner, Sort};

fn walk(desk: &TestDesk, listing: &Listing) -> Vec<ListRow> {
    let mut listing = listing.clone();
    let mut all = Vec::new();
    loop {
        let page = desk.store.read(|it| Ok(lists::page(it.tx, &listing)?)).unwrap();
        let Some(last) = page.last() else { return all };
        listing.after = Some((last.key, last.number));
        all.extend(page);
        assert!(all.len() < 1_000, "a walk ends");
    }
}

on_both! {
    fn every_view_walks_completely_in_its_order(test: &TestDb) {
        let desk = TestDesk::on(test);
        let (mia, ayse) = (desk.mia, desk.ayse);
        for n in 0..25 {
            let number = desk.open(&format!("Nr. {n}"));
            if n % 2 == 0 {
                desk.act(ayse, number, Take::default()).unwrap();
            }
            if n % 3 == 0 {
                let on = Some(WaitReason::Requester);
                desk.act(ayse, number, Wait { on, ..Wait::default() }).unwrap();
            }
            if n % 5 == 0 {
                desk.escalate(ayse, number, desk.second);
            }
        }
        // Equal keys: two tickets of the very same instant.
        let by = desk.by(mia);
        desk.store.write(by, move |ledger| open(ledger, "Zwilling", mia)).unwrap();
        desk.store.write(by, move |ledger| open(ledger, "Zwilling", mia)).unwrap();

        let owners = [
            (vec![Owner::Desk], 27),
            (vec![Owner::Team(desk.first)], 22),
            (vec![Owner::Team(desk.first), Owner::Team(desk.second)], 27),
            (vec![Owner::Requester(mia)], 27),
        ];
        for (owners, expected) in owners {
            for sort in [Sort::Updated, Sort::Created, Sort::Priority, Sort::Due] {
                for order in [Order::Ascending, Order::Descending] {
                    let (owners, phases) = (owners.clone(), vec![0, 1, 2, 3]);
                    let (status, after, limit) = (None, None, 4);
                    let listing = Listing { owners, phases, status, sort, order, after, limit, confidential: store::queries::lists::Confidential::LeftOut };
                    let rows = walk(&desk, &listing);
                    let keys: Vec<_> = rows.iter().map(|row| (row.key, row.number)).collect();
                    let mut sorted = keys.clone();
                    sorted.sort_unstable();
                    sorted.dedup();
                    assert_eq!(sorted.len(), expected, "{listing:?}");
                    if order == Order::Descending {
                        sorted.reverse();
                    }
                    assert_eq!(keys, sorted, "{listing:?}");
                }
            }
        }
        let listing = Listing {
            owners: vec![Owner::Assignee(ayse), Owner::Unassigned(desk.second)],
            phases: vec![0, 1],
            status: Some(Status::Waiting),
            sort: Sort::Updated,
            order: Order::Descending,
            after: None,
            limit: 50, confidential: store::queries::lists::Confidential::LeftOut };
        let rows = walk(&desk, &listing);
        assert!(!rows.is_empty());
        assert!(rows.iter().all(|row| row.status == Status::Waiting));
    }

    fn follow_ups_come_in_the_order_of_their_dates(test: &TestDb) {
        let desk = TestDesk::on(test);
        let ayse = desk.ayse;
        let later = |days| Some(desk.by(ayse).now + Span::days(days));
        let mut expected = Vec::new();
        for (days, on) in [(9, WaitReason::Vendor), (2, WaitReason::Date), (5, WaitReason::Date)] {
            let number = desk.open("Nr.");
            desk.act(ayse, number, Take::default()).unwrap();
            let (on, until) = (Some(on), later(days));
            desk.act(ayse, number, Wait { on, until, ..Wait::default() }).unwrap();
            expected.push((until, number));
        }
        expected.sort_unstable();
        let undated = desk.open("Ohne Datum");
        desk.act(ayse, undated, Take::default()).unwrap();
        let on = Some(WaitReason::Requester);
        desk.act(ayse, undated, Wait { on, ..Wait::default() }).unwrap();
        let listing = Listing {
            owners: vec![Owner::Assignee(ayse)],
            phases: vec![1],
            status: None,
            sort: Sort::Wake,
            order: Order::Ascending,
            after: None,
            limit: 2, confidential: store::queries::lists::Confidential::LeftOut };
        let rows = walk(&desk, &listing);
        let until = |row: &ListRow| row.waiting.and_then(|waiting| waiting.until);
        let found: Vec<_> = rows.iter().map(|row| (until(row), row.number)).collect();
        assert_eq!(found, expected);
    }

    fn a_row_is_the_same_alone_as_in_its_list(test: &TestDb) {
        let desk = TestDesk::on(test);
        let number = desk.open("Nr. 1");
        desk.escalate(desk.ayse, number, desk.second);
        let all = Listing {
            owners: vec![Owner::Desk],
            phases: vec![0],
            status: None,
            sort: Sort::Created,
            order: Order::Ascending,
            after: None,
            limit: 9, confidential: store::queries::lists::Confidential::LeftOut };
        let read = |it: &mut store::Snapshot<'_, '_>| {
            Ok((lists::page(it.tx, &all)?, lists::one(it.tx, number)?))
        };
        let (listed, alone) = desk.store.read(read).unwrap();
        let alone = alone.unwrap();
        assert_eq!(alone.key, number.0);
        assert_eq!(listed, [ListRow { key: listed[0].key, ..alone.clone() }]);
        assert_eq!(alone.glance.moved, Some(Way::Up));
        assert_eq!(alone.glance.messages, 1);
        let none = desk.store.read(|it| Ok(lists::one(it.tx, TicketNumber(99))?)).unwrap();
        assert_eq!(none, None);
    }

    fn counts_are_kept_with_every_change(test: &TestDb) {
        let desk = TestDesk::on(test);
        let numbers: Vec<_> = (0..6).map(|n| desk.open(&format!("Nr. {n}"))).collect();
        desk.act(desk.ayse, numbers[0], Take::default()).unwrap();
        desk.escalate(desk.ayse, numbers[1], desk.second);
        desk.act(desk.ayse, numbers[2], Note { body: crate::support::text("Notiz"), ..Note::default() }).unwrap();
        for scope in CountScope::ALL {
            let read = |it: &mut store::Snapshot<'_, '_>| {
                Ok((counts::read(it.tx, scope)?, counts::scan(it.tx, scope)?))
            };
            let (kept, scanned) = desk.store.read(read).unwrap();
            assert_eq!(kept, scanned, "{scope:?}");
            assert!(!kept.is_empty(), "{scope:?}");
        }
    }
}
