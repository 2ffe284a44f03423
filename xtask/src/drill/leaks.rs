//! Leaks, planted one by one in a copy of the tree: the search of `crates/web/tests/api/leaks` has
//! to find each. A search that finds nothing where there is nothing proves little.

use anyhow::{Context, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The search, on SQLite.
const SEARCH: &str = "leaks::nobody_reads_what_they_may_not_by_any_path::sqlite";

/// A leak: what it is, in which file, what stands there, and what stands there instead.
struct Leak {
    what: &'static str,
    file: &'static str,
    is: &'static str,
    becomes: &'static str,
}

const fn leak(
    what: &'static str,
    file: &'static str,
    is: &'static str,
    becomes: &'static str,
) -> Leak {
    Leak { what, file, is, becomes }
}

const LEAKS: &[Leak] = &[
    leak(
        "the rule lets people of the house see confidential tickets",
        "crates/desk/src/access.rs",
        "        Some(false) => return found,\n",
        "        Some(false) => {}\n",
    ),
    leak(
        "a provider's people see the whole house",
        "crates/desk/src/directory.rs",
        "        !self.is_outside(agent)\n            && (by_role",
        "        agent.active\n            && (by_role",
    ),
    leak(
        "a provider reads on for ever",
        "crates/desk/src/provider.rs",
        "now - *at < Span::seconds(self.rules_of(provider).read_on_s)",
        "now >= *at && self.rules_of(provider).read_on_s >= 0 && Span::seconds(1).0 > 0",
    ),
    leak(
        "lists show confidential tickets to all",
        "crates/store/src/queries/lists.rs",
        "open.chain(behind(Only::Named)).collect()",
        "open.chain(behind(Only::All)).collect()",
    ),
    leak(
        "reports count confidential tickets",
        "crates/insight/src/tier_flow.rs",
        "Event::Restricted(_) => self.confidential = true,",
        "Event::Restricted(_) => self.confidential = false,",
    ),
    leak(
        "a sidebar counts what other teams keep confidential",
        "crates/web/src/api/counts.rs",
        "let own = agent.teams.contains(&team.id);",
        "let own = agent.active;",
    ),
    leak(
        "lists of the API show a provider's people what others hold",
        "crates/web/src/api/tickets/views.rs",
        "directory.agent(person).is_some_and(|agent| directory.sees_the_house(agent))",
        "directory.agent(person).is_some()",
    ),
    leak(
        "the live stream tells of hidden tickets",
        "crates/web/src/api/events.rs",
        "Shape::Desk => events.push",
        "Shape::Desk | Shape::Hidden => events.push",
    ),
    leak(
        "a file is given to whoever knows its number",
        "crates/web/src/files/access.rs",
        "may_read(desk, person, TicketNumber(stream), seq, what)?",
        "may_read(desk, person, TicketNumber(stream), seq, what)? || true",
    ),
    leak(
        "a mail is shown to everybody",
        "crates/web/src/pages/mails.rs",
        "if !may_read(desk, person, number, seq, What::Mail)? {",
        "if !may_read(desk, person, number, seq, What::Mail)? && false {",
    ),
    leak(
        "an answer is given again to those who see the ticket no more",
        "crates/web/src/api/write.rs",
        "if *kept != Shape::Hidden && now < *kept {",
        "if *kept != Shape::Hidden && now < *kept && false {",
    ),
    leak(
        "the desk's shape of a ticket goes to its requester",
        "crates/web/src/api/tickets/view.rs",
        "if can(directory, person, Action::Read, ticket, now) {",
        "if can(directory, person, Action::Follow, ticket, now) {",
    ),
    leak(
        "the portal shows requests of others",
        "crates/web/src/pages/portal/own.rs",
        "ticket.requester == viewer.id() && can(",
        "ticket.number.0 > 0 || can(",
    ),
    leak(
        "the page of a ticket opens for everybody",
        "crates/web/src/pages/ticket/read.rs",
        "Some(ticket) if may(&ticket, Action::Read) => {",
        "Some(ticket) if ticket.number.0 > 0 || may(&ticket, Action::Read) => {",
    ),
    leak(
        "notes go past a contract's rules",
        "crates/web/src/sight.rs",
        "self.sight.notes == Shown::Shown || author",
        "self.sight.notes >= Shown::Shown || author",
    ),
    leak(
        "requesters are named past a contract's rules",
        "crates/web/src/api/names.rs",
        "sight.requester != Shown::Shown && directory.agent(id).is_none()",
        "sight.requester < Shown::Shown && directory.agent(id).is_none()",
    ),
    leak(
        "a link names a ticket that is hidden",
        "crates/web/src/sight.rs",
        "can(directory, viewer, Action::Follow, &row.ticket, now)",
        "can(directory, viewer, Action::Follow, &row.ticket, now) | true",
    ),
    leak(
        "a provider's people look up who asks the house",
        "crates/web/src/api/people.rs",
        "!outside || person.role.works_at_desk() || person.id == caller.id()",
        "!outside || person.active || person.id == caller.id()",
    ),
];

/// Plants them all, or those whose description contains a word.
pub(super) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let root = crate::workspace::root();
    let tree = root.join("target/leaks");
    copy(root, &tree)?;
    let wanted = |leak: &&Leak| arguments.iter().all(|word| leak.what.contains(word.as_str()));
    let leaks: Vec<&Leak> = LEAKS.iter().filter(wanted).collect();
    if search(root, &tree)? == Outcome::Found {
        bail!("the search finds leaks before any is planted: see {SEARCH}");
    }
    let mut missed = Vec::new();
    for leak in &leaks {
        let began = Instant::now();
        let path = tree.join(leak.file);
        let before = fs::read_to_string(&path).with_context(|| leak.file.to_owned())?;
        if before.matches(leak.is).count() != 1 {
            bail!("{}: no single place to plant this: {}", leak.file, leak.what);
        }
        fs::write(&path, before.replace(leak.is, leak.becomes))?;
        let outcome = search(root, &tree);
        fs::write(&path, before)?;
        let found = outcome? == Outcome::Found;
        let word = if found { "found " } else { "MISSED" };
        println!("{word} {:>4} s  {}", began.elapsed().as_secs(), leak.what);
        if !found {
            missed.push(leak.what);
        }
    }
    if missed.is_empty() {
        println!("{} leaks were planted, each was found", leaks.len());
        return Ok(());
    }
    bail!("not found: {}", missed.join("; "));
}

#[derive(PartialEq, Eq)]
enum Outcome {
    Clean,
    Found,
}

/// Runs the search in the copy. A tree that does not compile is an error, not a find.
fn search(root: &Path, tree: &Path) -> anyhow::Result<Outcome> {
    let run = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "-p", "web", "--test", "api", SEARCH, "--", "--exact"])
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", root.join("target/leaks-build"))
        .env_remove("STUFE_TEST_POSTGRES_URL")
        .output()
        .context("cargo could not be started")?;
    let text = String::from_utf8_lossy(&run.stdout);
    if run.status.success() && text.contains("1 passed") {
        return Ok(Outcome::Clean);
    }
    let told = format!("{text}{}", String::from_utf8_lossy(&run.stderr));
    if told.contains(" leaks in ") {
        return Ok(Outcome::Found);
    }
    let last: Vec<&str> = told.lines().rev().take(30).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    bail!("the search did not run:\n{}", last.join("\n"));
}

/// Copies what git knows of the tree.
fn copy(root: &Path, tree: &Path) -> anyhow::Result<()> {
    if tree.exists() {
        fs::remove_dir_all(tree)?;
    }
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output()?;
    let files = String::from_utf8(listed.stdout)?;
    for file in
        files.split('\0').filter(|file| !file.is_empty() && !file.starts_with("docs/screens"))
    {
        let (from, to): (PathBuf, PathBuf) = (root.join(file), tree.join(file));
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&from, &to).with_context(|| file.to_owned())?;
    }
    Ok(())
}
