//! The check finds what was done to the data behind the desk's back.

use crate::support::{TestDesk, text};
use desk::ticket::open::Open;
use desk::ticket::take::Take;
use desk::values::{Channel, Origin};
use store::check::{Findings, check};
use store::followers::{self, Seal};
use store::{By, on_both};

/// A desk with some history, followed and sealed.
fn desk(test: &store::testing::TestDb) -> TestDesk {
    let desk = TestDesk::on(test);
    for n in 0..4 {
        let number = desk.open(&format!("Nr. {n}"));
        desk.act(desk.ayse, number, Take::default()).unwrap();
        desk.escalate(desk.ayse, number, desk.second);
    }
    imported(&desk);
    followers::catch_up(&desk.store).unwrap();
    followers::seal(&desk.store, Seal::Everything).unwrap();
    let findings = check(&desk.store).unwrap();
    assert!(findings.is_clean(), "{findings:?}");
    assert_eq!((findings.tickets, findings.unsealed), (5, 0));
    desk
}

/// One more ticket, of a log.
fn imported(desk: &TestDesk) {
    let by = By { origin: Origin::Import, ..desk.by(desk.ayse) };
    let (mia, body) = (desk.mia, text("Aus einem Protokoll."));
    let opened = desk.store.write(by, move |ledger| {
        let (subject, requester) = (text("Nr. 5"), Some(mia));
        let open = Open { subject, body: body.clone(), requester, ..Open::by(Channel::Phone) };
        let number = ledger.open(open)?;
        Ok(ledger.note_external("otrs", "2026-5", number, 3)?)
    });
    opened.unwrap();
}

fn tampered(desk: &TestDesk, sql: &'static str) -> Findings {
    let changed = desk
        .store
        .db()
        .write(move |tx| -> Result<u64, store::Failure> { Ok(tx.execute(sql, &[])?) });
    assert!(changed.unwrap() > 0, "nothing was changed by {sql}");
    check(&desk.store).unwrap()
}

macro_rules! finds {
    ($($name:ident: $sql:literal => $word:literal;)*) => {
        on_both! {$(
            fn $name(test: &TestDb) {
                let findings = tampered(&desk(test), $sql);
                let told = findings.wrong.join("\n");
                assert!(told.contains($word), "{told}");
            }
        )*}
    };
}

finds! {
    a_changed_byte: "UPDATE events SET data = replace(data, 'portal', 'porta1') WHERE seq = \
        (SELECT MIN(seq) FROM events WHERE kind = 'created')" => "chain is broken";
    another_actor: "UPDATE events SET actor = 4 WHERE stream = 2 AND stream_seq = 4"
        => "ticket #2, event 4 (taken): the chain is broken";
    another_time: "UPDATE events SET at = at - 1 WHERE stream = 3 AND stream_seq = 1"
        => "ticket #3";
    a_cut_tail: "DELETE FROM events WHERE stream = 1 AND stream_seq = 5"
        => "ticket #1: its row is at event 5, its events end with 4";
    a_cut_tail_breaks_the_seal: "DELETE FROM events WHERE stream = 4 AND stream_seq = 5"
        => "does not fit events";
    a_gap: "DELETE FROM events WHERE stream = 1 AND stream_seq = 3"
        => "ticket #1: event 3 is missing";
    a_missing_row: "DELETE FROM tickets WHERE number = 4" => "ticket #4: its row is missing";
    a_missing_ticket: "DELETE FROM events WHERE stream = 4" => "ticket #4 is missing";
    a_lone_row_disagrees: "UPDATE tickets SET team = 1, tier = 1 WHERE number = 2"
        => "ticket #2: its row disagrees with its events";
    another_subject: "UPDATE tickets SET subject = 'anders' WHERE number = 2"
        => "ticket #2: its row disagrees";
    a_broken_row: "UPDATE tickets SET status = 'weg' WHERE number = 2" => "ticket #2";
    another_text: "UPDATE texts SET content = 'anders' WHERE stream = 1 AND slot = 'findings'"
        => "the text \"findings\" was changed";
    a_lost_text: "DELETE FROM texts WHERE stream = 1 AND slot = 'subject'"
        => "the text \"subject\" is gone";
    a_lost_word: "DELETE FROM person_words WHERE person = 1" => "person 1: they are not found";
    another_name: "UPDATE people SET name = 'Jemand' WHERE id = 1" => "person 1";
    a_secret_role: "UPDATE people SET role = 'admin' WHERE id = 5" => "person 5";
    a_count_of_people: "UPDATE counts SET n = n + 1 WHERE scope = 'people' AND id = 1"
        => "counts of People";
    another_organisation: "INSERT INTO settings (name, value) VALUES ('organisation', 'X')"
        => "settings disagree";
    a_service_out_of_the_catalogue: "INSERT INTO services (id, name, teams) VALUES (9, 'X', '[]')"
        => "table of services";
    a_broken_seal: "UPDATE seals SET last_seq = last_seq - 1 WHERE n = 1" => "seal 1";
    a_removed_seal: "DELETE FROM seals WHERE n = 1" => "seal";
    a_wrong_count: "UPDATE counts SET n = n + 1 WHERE scope = 'desk'" => "counts of Desk";
    a_wrong_flow: "UPDATE flows SET flow = replace(flow, '\"moves\":1', '\"moves\":2') \
        WHERE number = 3" => "ticket #3: its tier flow";
    a_flow_of_another_tier: "UPDATE flows SET highest_tier = 1 WHERE number = 3"
        => "ticket #3: its tier flow is not found by what it is";
    another_place_in_the_list: "UPDATE people SET name_key = (SELECT name_key FROM people \
        WHERE id = 2) WHERE id = 1"
        => "person 1: their place in lists";
    another_address: "UPDATE people SET email_key = 'x' WHERE id = 1"
        => "person 1: their place in lists";
    a_wrong_sum: "UPDATE flow_sums SET sums = replace(sums, '\"tickets\":5', '\"tickets\":6') \
        WHERE team = 0 AND grain = 'day'" => "disagree with the flows";
    a_lost_sum: "DELETE FROM flow_sums WHERE team = 0 AND grain = 'month'"
        => "grain: Month, slot: 674, team: None";
    a_sum_of_nothing: "UPDATE flow_sums SET slot = slot + 1 WHERE team = 0 AND grain = 'month'"
        => "month 675 has sums, but no tickets";
    a_sum_of_another_day: "UPDATE flow_sums SET slot = slot + 1 WHERE team = 1 AND grain = 'day'"
        => "of no tickets";
    a_wrong_backlog: "UPDATE backlog SET n = n + 1 WHERE team = 2"
        => "the backlog of some day disagrees";
    a_wait_without_end: "UPDATE tickets SET wake_at = 5 WHERE number = 3"
        => "ticket #3: its places";
    another_phase: "UPDATE tickets SET phase = 3 WHERE number = 2" => "ticket #2: its places";
    a_follower_ahead: "UPDATE followers SET seq = seq + 1000 WHERE name = 'tier_flow'" => "has followed to event";
    a_lost_name: "DELETE FROM external_tickets WHERE number = 5"
        => "ticket #5: its name outside is gone";
    a_name_of_another: "UPDATE external_tickets SET number = 2"
        => "ticket #2: it is not what an import calls \"2026-5\"";
    a_second_name: "INSERT INTO external_tickets (source, external, number, lines) \
        VALUES ('otrs', '2026-6', 5, 1)" => "ticket #5: it is not what an import calls \"2026-6\"";
    lines_that_do_not_count: "UPDATE external_tickets SET lines = 0"
        => "ticket #5: none of its lines count";
    a_hidden_team: "DELETE FROM ticket_teams WHERE number = 3" => "ticket #3: it is kept under";
}
