//! An import that is killed and started again.

use crate::support::Desk;
use desk::ids::TicketNumber;
use desk::ticket::Ticket;
use desk::time::Timestamp;
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::Duration;
use store::db::Target;
use store::queries::tickets;
use store::{Keyring, Store};

const MAPPING: &str = r#"
[columns]
ticket = "id"
at = "at"
team = "team"
tier = "tier"
agent = "who"
state = "state"
service = "about"
[defaults]
subject = "{service}: {ticket}"
requester = "log@example.org"
"#;

const TICKETS: u64 = 1_200;

/// A log that goes up and down through many teams, and names somebody new all the time.
fn log() -> String {
    let mut log = "id,at,team,tier,who,state,about\n".to_owned();
    let states =
        ["queued", "open", "waiting:requester", "open", "queued", "open", "resolved", "closed"];
    for ticket in 0..TICKETS {
        for (step, state) in states.iter().enumerate() {
            let step = step as u64;
            let tier = 1 + (ticket + step / 2) % 3;
            let team = (ticket * 7 + step / 2) % 40;
            let (agent, service) = ((ticket + step) % 300, ticket % 90);
            let (day, hour) = (1 + ticket % 28, step + 8);
            let _ = writeln!(
                log,
                "T{ticket},2024-03-{day:02}T{hour:02}:00:00Z,Team {tier}/{team},{tier},\
                 agent {agent},{state},Service {service}"
            );
        }
    }
    log
}

fn prepared() -> Desk {
    let desk = Desk::sqlite();
    desk.file("mapping.toml", MAPPING);
    desk.file("log.csv", log());
    desk
}

const IMPORT: [&str; 5] = ["import", "eventlog", "log.csv", "--mapping", "mapping.toml"];

fn all(desk: &Desk) -> Vec<Ticket> {
    let target = Target::Sqlite(desk.data().join("desk.sqlite"));
    let store = Store::open(
        &target,
        Keyring::of_file(&desk.data().join("stufe.key")).unwrap(),
        Timestamp(0),
    )
    .unwrap();
    let limit = i64::try_from(TICKETS).unwrap() * 2;
    let rows = store.read(|desk| Ok(tickets::after(desk.tx, TicketNumber(0), limit)?)).unwrap();
    rows.into_iter().map(|row| row.ticket).collect()
}

#[test]
fn it_ends_as_if_it_had_never_been_killed() {
    let whole = prepared();
    let expected = "1200 tickets, 9600 events taken, 0 lines refused";
    assert_eq!(whole.ok(&IMPORT).trim_end(), expected);
    let killed = prepared();
    let mut unfinished = 0;
    for pause_ms in [60, 150, 240, 330, 420] {
        let mut child =
            killed.stufe(&IMPORT).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause_ms));
        child.kill().unwrap();
        unfinished += u32::from(!child.wait().unwrap().success());
        assert_eq!(killed.json(&["check"])["clean"], true);
    }
    assert!(unfinished > 0, "at least one was killed at work");
    let told = killed.ok(&IMPORT);
    assert!(told.starts_with(expected), "{told}");
    assert_eq!(all(&killed), all(&whole));
    for list in [["user", "list"], ["team", "list"], ["service", "list"], ["report", "tier-flow"]] {
        assert_eq!(killed.json(&list), whole.json(&list), "{list:?}");
    }
    let (killed, whole) = (killed.json(&["check"]), whole.json(&["check"]));
    assert_eq!(killed, whole);
}
