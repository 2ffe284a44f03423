//! What is maintained beside the journal: the directory, counts, the teams of tickets, and what
//! imported ones are called outside.

use super::Findings;
use crate::db::{DbError, Tx};
use crate::queries::counts::{self, CountScope};
use crate::queries::people::{self, PersonRow};
use crate::queries::{circles, external, person_words, settings, tickets};
use crate::store;
use desk::admin::DeskEvent;
use desk::circle::Circle;
use desk::directory::Directory;
use desk::ids::{PersonId, TicketNumber};
use desk::settings::Settings;
use desk::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};

/// People read at a time.
const PEOPLE_AT_A_TIME: i64 = 2_000;

/// Names of imported tickets read at a time.
const NAMES_AT_A_TIME: i64 = 2_000;

/// Every ticket that came with a log is known by one name outside, and no other is: without it the
/// same log would make it again.
pub(super) fn check_imported(
    tx: &mut Tx<'_>,
    mut imported: BTreeSet<TicketNumber>,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let mut at = (String::new(), String::new());
    loop {
        let page = external::after(tx, (&at.0, &at.1), NAMES_AT_A_TIME)?;
        let Some(last) = page.last() else { break };
        at = (last.source.clone(), last.external.clone());
        for row in page {
            let number = row.number;
            if !imported.remove(&number) {
                let name = row.external;
                findings.add(format!("ticket #{number}: it is not what an import calls {name:?}"));
            }
            if row.lines < 1 {
                findings.add(format!("ticket #{number}: none of its lines count as imported"));
            }
        }
    }
    for number in imported {
        findings.add(format!(
            "ticket #{number}: its name outside is gone, its log could be imported again"
        ));
    }
    Ok(())
}

/// The directory and the people as the desk's stream folds to them.
#[derive(Default)]
pub(super) struct People {
    directory: Directory,
    settings: Settings,
    people: BTreeMap<PersonId, PersonRow>,
}

impl People {
    pub(super) fn apply(&mut self, event: &DeskEvent) {
        self.directory.apply(event);
        self.settings.apply(event);
        match (PersonRow::added(event), event.changes()) {
            (Some(row), _) => drop(self.people.insert(row.id, row)),
            (None, Some(person)) => {
                if let Some(row) = self.people.get_mut(&person) {
                    row.apply(event);
                }
            }
            (None, None) => {}
        }
    }

    pub(super) fn compare(
        mut self,
        tx: &mut Tx<'_>,
        findings: &mut Findings,
    ) -> Result<(), DbError> {
        let kept = store::load(tx)?;
        if kept.teams != self.directory.teams {
            findings.add("the table of teams disagrees with the desk's events");
        }
        if kept.services != self.directory.services {
            findings.add("the table of services disagrees with the desk's events");
        }
        if kept.providers != self.directory.providers {
            findings.add("the data rules of providers disagree with the desk's events");
        }
        if kept.organisations != self.directory.organisations {
            findings.add("the table of organisations disagrees with the desk's events");
        }
        if kept.circles != self.directory.circles {
            findings.add("who shares with whom disagrees with the desk's events");
        }
        if settings::read(tx)? != self.settings {
            findings.add("the settings disagree with the desk's events");
        }
        let mut after = PersonId(0);
        loop {
            let page = people::after(tx, after, PEOPLE_AT_A_TIME)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for row in page {
                let id = row.id;
                if self.people.remove(&id).as_ref() != Some(&row) {
                    findings.add(format!("person {id}: the row disagrees with the desk's events"));
                }
                if !people::is_keyed(tx, &row)? {
                    findings.add(format!("person {id}: their place in lists is not their own"));
                }
                if !person_words::are_kept(tx, &row)? {
                    findings.add(format!("person {id}: they are not found by their words"));
                }
            }
        }
        for id in self.people.into_keys() {
            findings.add(format!("person {id}: the row is missing"));
        }
        Ok(())
    }
}

/// Every maintained count equals what is counted.
pub(super) fn check_counts(tx: &mut Tx<'_>, findings: &mut Findings) -> Result<(), DbError> {
    for scope in CountScope::ALL {
        if counts::read(tx, scope)? != counts::scan(tx, scope)? {
            findings.add(format!("the maintained counts of {scope:?} disagree with the tickets"));
        }
    }
    Ok(())
}

/// A ticket has its requester's circle.
pub(super) fn check_circle(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    circles: &BTreeMap<PersonId, Circle>,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let number = ticket.number;
    if !circles::is_stamped(tx, number, circles.get(&ticket.requester))? {
        findings.add(format!("ticket #{number}: it is not kept under its requester's circle"));
    }
    Ok(())
}

/// A ticket is kept under exactly the teams it concerns.
pub(super) fn check_teams(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let kept = tickets::teams_under(tx, ticket.number)?;
    if kept != tickets::teams_of(ticket) {
        let number = ticket.number;
        findings.add(format!("ticket #{number}: it is kept under the wrong teams"));
    }
    if !tickets::has_its_readers(tx, ticket)? {
        let number = ticket.number;
        findings.add(format!("ticket #{number}: the readers of lists are not its own"));
    }
    Ok(())
}
