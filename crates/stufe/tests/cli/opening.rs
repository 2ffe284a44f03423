//! Data directories and databases that cannot be used.

use crate::support::{Desk, assert_has, failed};
use rusqlite::Connection;

fn database(desk: &Desk) -> std::path::PathBuf {
    desk.data().join("desk.sqlite")
}

#[test]
#[cfg(unix)]
fn the_data_directory_is_made_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::sqlite();
    desk.ok(&["team", "list"]);
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(desk.data()), mode(database(&desk))), (0o700, 0o600));
}

#[test]
fn a_file_in_place_of_the_directory_is_named() {
    let desk = Desk::sqlite();
    desk.file("data", "a shopping list");
    for command in [&["team", "list"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        assert_has(&desk.fails(1, command), &["data is a file", "--data"]);
    }
    let inside = desk.data().join("deeper");
    let told = failed(1, desk.bare(&["team", "list", "--data"]).arg(inside));
    assert_has(&told, &["cannot be made", "--data"]);
}

#[test]
fn another_programs_database_is_left_alone() {
    let desk = Desk::sqlite();
    std::fs::create_dir(desk.data()).unwrap();
    let other = Connection::open(database(&desk)).unwrap();
    other.execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
    drop(other);
    let before = std::fs::read(database(&desk)).unwrap();
    assert_has(&desk.fails(1, &["check"]), &["desk.sqlite", "another program's tables"]);
    assert_eq!(std::fs::read(database(&desk)).unwrap(), before);

    desk.file("data/desk.sqlite", "no database at all, but a letter to an aunt");
    assert_has(&desk.fails(1, &["check"]), &["desk.sqlite", "not an SQLite database"]);
}

#[test]
fn a_newer_database_asks_for_a_newer_program() {
    let desk = Desk::sqlite();
    desk.ok(&["team", "list"]);
    let newer = Connection::open(database(&desk)).unwrap();
    let done = newer.execute(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (9999, 'future', '2100-01-01T00:00:00Z', '1')",
        [],
    );
    assert_eq!(done, Ok(1));
    assert_has(&desk.fails(1, &["team", "list"]), &["schema 9999", "install a newer version"]);
}

#[test]
fn a_check_finds_what_was_changed_behind_its_back() {
    let desk = Desk::sqlite();
    desk.ok(&["user", "add", "--email", "a@example.org", "--name", "A", "--role", "agent"]);
    assert_eq!(desk.json(&["check"])["clean"], true);
    let behind = Connection::open(database(&desk)).unwrap();
    behind.execute_batch("UPDATE people SET teams = '[1]'").unwrap();
    drop(behind);
    let ran = desk.stufe(&["check"]).output().unwrap();
    assert_eq!((ran.status.code(), ran.stderr.as_slice()), (Some(1), &b""[..]));
    let told = String::from_utf8(ran.stdout).unwrap();
    assert_has(&told, &["person 1", "1 thing is wrong"]);
    let ran = desk.stufe(&["check", "--json"]).output().unwrap();
    let verdict: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((&verdict["clean"], &verdict["findings_total"]), (&false.into(), &1.into()));
}
