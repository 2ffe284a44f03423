//! Nobody reads what they may not, by any path (domain, section 10.6): on random desks, every
//! person tries every path, and what comes back is searched for the marks of what it may not hold.

mod dice;
mod oracle;
mod paths;
mod ways;
mod world;

use desk::access::role_of;
use desk::ids::{PersonId, TicketNumber};
use desk::provider::DataRules;
use desk::ticket::Ticket;
use oracle::{Oracle, Sees};
use paths::Given;
use std::collections::BTreeMap;
use store::on_both;
use world::{Marks, World};

/// Desks that are searched; each has some 14 people and 230 paths.
const DESKS: u64 = 4;

/// The tickets as they are, and where each was merged to.
struct Truth<'a> {
    world: &'a World,
    oracle: Oracle<'a>,
    tickets: BTreeMap<TicketNumber, Ticket>,
}

impl Truth<'_> {
    fn sees(&self, person: PersonId, number: TicketNumber) -> Sees {
        self.oracle.sees(person, &self.tickets[&number])
    }

    /// What is public of a merged ticket shows on the survivor too.
    fn hears_of(&self, person: PersonId, number: TicketNumber) -> bool {
        let mut at = Some(number);
        while let Some(number) = at {
            if self.sees(person, number) > Sees::Nothing {
                return true;
            }
            at = self.tickets[&number].merged.map(|rest| rest.into);
        }
        false
    }

    fn of_ticket(
        &self,
        person: PersonId,
        number: TicketNumber,
        marks: &Marks,
        text: &str,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let has = |mark: &str| text.contains(mark);
        if has(&marks.public) && !self.hears_of(person, number) {
            found.push(format!("words of #{number}"));
        }
        if has(&marks.internal) && self.sees(person, number) < Sees::AtTheDesk {
            found.push(format!("inner words of #{number}"));
        }
        if let Some((author, note)) = &marks.note
            && has(note)
        {
            let own = *author == person || self.oracle.share_a_team(*author, person);
            let notes: fn(&DataRules) -> _ = |it| it.notes;
            if !own && !self.oracle.shows(person, notes) {
                found.push(format!("a note of #{number}"));
            }
        }
        if let Some((uploader, _, name)) = &marks.file
            && has(name)
        {
            let own = *uploader == person || self.tickets[&number].requester == person;
            let files: fn(&DataRules) -> _ = |it| it.attachments;
            if !self.hears_of(person, number) || !own && !self.oracle.shows(person, files) {
                found.push(format!("a file of #{number}"));
            }
        }
        found
    }

    /// Names of people who only ask, where they may not be known.
    fn of_people(&self, person: PersonId, text: &str) -> Vec<String> {
        let directory = self.oracle.directory;
        let works = role_of(directory, person).works_at_desk();
        let requester: fn(&DataRules) -> _ = |it| it.requester;
        if works && self.oracle.shows(person, requester) {
            return Vec::new();
        }
        let asks = |it: &&world::Person| it.id != person && directory.agent(it.id).is_none();
        let others = self.world.people.iter().filter(asks);
        let shown = others.filter(|it| text.contains(&it.mark) || text.contains(&it.email));
        let together = |other: PersonId| {
            self.tickets.iter().any(|(number, ticket)| {
                let survivor = ticket.merged.map(|rest| rest.into);
                !works && ticket.requester == other && self.sees(person, *number) > Sees::Nothing
                    || ticket.requester == other
                        && survivor.is_some_and(|it| self.sees(person, it) > Sees::Nothing)
                    || ticket.requester == person
                        && self.sees(person, *number) > Sees::Nothing
                        && ticket.confidential.as_ref().is_some_and(|it| it.people.contains(&other))
            })
        };
        shown.filter(|it| !together(it.id)).map(|it| format!("the name {}", it.mark)).collect()
    }

    fn leaks(&self, person: PersonId, given: &Given) -> Vec<String> {
        let mut found = Vec::new();
        for (number, marks) in &self.world.tickets {
            found.extend(self.of_ticket(person, *number, marks, &given.text));
        }
        for number in &given.numbers {
            if self.sees(person, TicketNumber(*number)) == Sees::Nothing {
                found.push(format!("the number #{number}"));
            }
        }
        // With whom one shares, one has said oneself.
        if given.path != "api /me/sharing" {
            found.extend(self.of_people(person, &given.text));
        }
        found.extend(self.of_figures(person, given));
        found
    }

    /// Counts and reports count nothing that whoever reads them may not know of.
    fn of_figures(&self, person: PersonId, given: &Given) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(teams) = given.json["teams"].as_array().filter(|_| given.path == "api /counts")
        {
            for team in teams {
                let id =
                    self.oracle.directory.team_named(team["team"].as_str().unwrap()).unwrap().id;
                let seen = self.tickets.iter().filter(|(number, ticket)| {
                    ticket.team == id && self.sees(person, **number) == Sees::AtTheDesk
                });
                let counted: i64 = ["open", "waiting", "resolved", "closed"]
                    .map(|it| team[it].as_i64().unwrap())
                    .iter()
                    .sum();
                if counted > i64::try_from(seen.count()).unwrap() {
                    found.push(format!("a count of {}", team["team"]));
                }
            }
        }
        if given.path == "api /reports/tier-flow"
            && let Some(counted) = given.json["tickets"].as_i64()
        {
            let open = self.tickets.values().filter(|it| it.confidential.is_none());
            let open = open.filter(|it| it.merged.is_none()).count();
            if counted != i64::try_from(open).unwrap() {
                found.push(format!("a report of {counted} tickets, not {open}"));
            }
        }
        found
    }
}

/// Everything one person gets on one desk, and how many paths that were.
fn search(truth: &Truth<'_>, place: usize) -> (usize, Vec<String>) {
    let world = truth.world;
    let person = &world.people[place];
    let mut given = paths::api(world, person);
    given.push(paths::stream(person));
    given.extend(paths::pages(world, place));
    given.extend(paths::repeated(world, place));
    let mut found = Vec::new();
    let role = role_of(truth.oracle.directory, person.id);
    for given in &given {
        let leaks = truth.leaks(person.id, given);
        found.extend(
            leaks.iter().map(|leak| format!("{role} {} {}: {leak}", person.mark, given.path)),
        );
    }
    let mut tried = given.len();
    for number in truth.tickets.keys() {
        if truth.sees(person.id, *number) == Sees::Nothing {
            tried += 1;
            let told = paths::probes(person, number.0);
            found.extend(told.map(|told| format!("{role} {}: {told}", person.mark)));
        }
    }
    (tried, found)
}

on_both! {
    fn every_way_in_is_searched(test: &TestDb) {
        let world = World::new(test, 1);
        let place = world.people.iter().position(|it| it.mark == "qwhoadamq").unwrap();
        let adam = &world.people[place];
        let tried = |given: Vec<Given>, kind: &str| -> Vec<String> {
            given.iter().filter_map(|it| it.path.strip_prefix(kind)).map(str::to_owned).collect()
        };
        let mut api = tried(paths::api(&world, adam), "api ");
        // The live stream is followed for everybody, by a way of its own.
        api.push("/events".into());
        // Whoever may see a mail gets it, or there would be nothing to find.
        let (number, seq) = world.mails[0];
        let mut rita = world.person("rita").browser.clone();
        let mail = rita.get(&format!("/mails/{number}/{seq}"));
        assert!(mail.text.contains("qpub7q"), "{} {}", mail.status, mail.text);
        let missing = ways::missing(&api, &tried(paths::pages(&world, place), "page "));
        assert_eq!(missing, Vec::<String>::new(), "no path of these is searched for leaks");
    }

    fn nobody_reads_what_they_may_not_by_any_path(test: &TestDb) {
        let (mut tried, mut hidden, mut found) = (0, 0, Vec::new());
        for seed in 0..DESKS {
            let test = test.another();
            let world = World::new(&test, seed);
            let directory = world.directory();
            let rows = world.tickets.iter().map(|(number, _)| (*number, world.row(*number)));
            let tickets = rows.collect();
            let oracle = Oracle { directory: &directory, now: world.now() };
            let truth = Truth { world: &world, oracle, tickets };
            for place in 0..world.people.len() {
                let (paths, leaks) = search(&truth, place);
                tried += paths;
                found.extend(leaks.into_iter().map(|leak| format!("desk {seed}: {leak}")));
                let person = world.people[place].id;
                hidden += truth.tickets.keys().filter(|it| truth.sees(person, **it) == Sees::Nothing).count();
            }
        }
        assert!(hidden > 100, "hardly anything was hidden: {hidden}");
        assert!(found.is_empty(), "{} leaks in {tried} tries:\n{}", found.len(), found.join("\n"));
        assert!(tried >= 2_500 * usize::try_from(DESKS).unwrap(), "{tried} tries");
    }
}
