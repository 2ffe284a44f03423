//! A story: one scenario played out by the people of the firm, step by step.
//!
//! It keeps what its plot has to know to go on (the instant, who holds the ticket, who has it) and
//! writes down the steps. What the desk makes of them is decided when they are played.

use super::firm::{Lang, Person, PersonIx, TeamIx};
use super::play::desk;
use super::script::{Also, Params, Phrases, Scenario, Source, fill};
use super::step::{Act, Step, TicketRef};
use super::world::World;
use desk::actor::Actor;
use desk::text::Text;
use desk::ticket::Command;
use desk::time::{Span, Timestamp};
use desk::values::{Origin, Role, Tier};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use std::ops::RangeInclusive;
use store::By;

/// Which hours count while a story goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Those the house works.
    Working,
    /// All of them: the night service.
    AroundTheClock,
}

/// A team on the ticket's path and who sent the ticket on from there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hop {
    pub(super) team: TeamIx,
    pub(super) sent_by: Option<PersonIx>,
}

/// A story in the making.
pub(super) struct Story<'w> {
    pub(super) world: &'w World,
    pub(super) scenario: &'w Scenario,
    /// The service it is about.
    pub(super) service: &'w str,
    pub(super) rng: StdRng,
    pub(super) ticket: TicketRef,
    /// The reference the next ticket of this story gets.
    pub(super) next: TicketRef,
    pub(super) requester: PersonIx,
    pub(super) at: Timestamp,
    pub(super) pace: Pace,
    pub(super) path: Vec<Hop>,
    pub(super) agent: Option<PersonIx>,
    pub(super) waits_since: Option<Timestamp>,
    pub(super) resolved_at: Option<Timestamp>,
    pub(super) params: Params,
    pub(super) steps: Vec<Step>,
}

impl<'w> Story<'w> {
    /// A story that begins at an instant, with somebody who speaks the scenario's language.
    pub(super) fn begin(
        world: &'w World,
        scenario: &'w Scenario,
        (ticket, at): (TicketRef, Timestamp),
        seed: u64,
    ) -> Story<'w> {
        let mut story = Story {
            world,
            scenario,
            service: &scenario.service,
            rng: StdRng::seed_from_u64(seed),
            ticket,
            next: ticket + 1,
            requester: 0,
            at,
            pace: Pace::Working,
            path: Vec::new(),
            agent: None,
            waits_since: None,
            resolved_at: None,
            params: Params::new(),
            steps: Vec::new(),
        };
        story.requester = story.somebody_with_the_need();
        story.params = story.particulars();
        story
    }

    fn somebody_with_the_need(&mut self) -> PersonIx {
        let people = &self.world.firm.people;
        let machine = people.iter().position(|it| it.machine);
        if let (Source::Monitoring, Some(machine)) = (self.scenario.source, machine) {
            return machine;
        }
        let (lang, departments) = (self.scenario.lang, &self.scenario.departments);
        let has_it = |it: &Person| {
            it.lang == lang && (departments.is_empty() || departments.contains(&it.department))
        };
        let all = self.world.firm.people_with(Role::Requester);
        let all: Vec<PersonIx> = all.filter(|it| has_it(&people[*it])).collect();
        self.one_of(&all).copied().unwrap_or_default()
    }

    /// What differs in this ticket from others of its scenario.
    fn particulars(&mut self) -> Params {
        let world = self.world;
        let requester = &world.firm.people[self.requester];
        let colleagues: Vec<PersonIx> = world
            .firm
            .people_with(Role::Requester)
            .filter(|it| *it != self.requester && world.firm.people[*it].lang == requester.lang)
            .collect();
        let colleague = self.one_of(&colleagues).map_or("", |it| &world.firm.people[*it].name);
        let (de, en) = SINCE[self.rng.random_range(0..SINCE.len())];
        let since = if self.scenario.lang == Lang::De { de } else { en };
        let block = ["A", "B", "C", "D"][self.rng.random_range(0..4)];
        let floor = self.rng.random_range(1..6);
        let minutes = self.rng.random_range(4..46);
        let mut digits = |width: usize, from: u32, to: u32| {
            format!("{:0width$}", self.rng.random_range(from..to))
        };
        let room = format!("{block} {floor}.{}", digits(2, 1, 40));
        let user: String = requester.email.split('@').next().unwrap_or_default().into();
        let site = if requester.site.is_empty() { "Köln" } else { &requester.site };
        let mut params = Params::from(
            [
                ("name", requester.name.clone()),
                ("first", requester.name.split(' ').next().unwrap_or_default().into()),
                ("phone", requester.phone.clone()),
                ("department", requester.department.clone()),
                ("site", site.into()),
                ("user", user),
                ("colleague", colleague.into()),
                ("room", room),
                ("floor", floor.to_string()),
                ("since", since.into()),
                ("since_de", de.into()),
                ("since_en", en.into()),
                ("laptop", format!("NB-{}", digits(4, 1100, 3900))),
                ("printer", format!("DR-{}{}", block, digits(3, 101, 480))),
                ("mobile", format!("MT-{}", digits(4, 200, 1900))),
                (
                    "server",
                    format!("srv-{}-{}", ["app", "db", "file"][floor % 3], digits(2, 1, 24)),
                ),
                ("order", format!("45{}", digits(8, 10_000, 99_999_999))),
                ("document", format!("19{}", digits(8, 10_000, 99_999_999))),
                ("number", digits(6, 100_000, 999_999)),
                ("minutes", minutes.to_string()),
                ("mm", format!("{minutes:02}")),
                ("count", digits(1, 3, 19)),
                ("percent", digits(2, 88, 99)),
                (
                    "version",
                    format!("{}.{}.{}", digits(1, 3, 25), digits(1, 0, 10), digits(1, 0, 7)),
                ),
                ("cost_centre", digits(4, 4010, 4990)),
                ("port", format!("{}-{}", digits(2, 1, 24), digits(2, 1, 48))),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        for (name, choices) in &self.scenario.with {
            let choice = self.one_of(choices).map(|it| fill(it, &params));
            params.insert(name.clone(), choice.unwrap_or_default());
        }
        let asset = fill(self.scenario.asset.as_deref().unwrap_or("{laptop}"), &params);
        params.insert("asset".into(), asset);
        params
    }

    /// Another ticket beside this one, from now on a story of its own; hand it back with
    /// [`Story::join`].
    pub(super) fn beside(&mut self) -> Story<'w> {
        let ticket = self.next;
        self.next += 1;
        Story {
            world: self.world,
            scenario: self.scenario,
            service: self.service,
            rng: StdRng::seed_from_u64(self.rng.random()),
            ticket,
            next: self.next,
            requester: self.requester,
            at: self.at,
            pace: self.pace,
            path: Vec::new(),
            agent: None,
            waits_since: None,
            resolved_at: None,
            params: self.params.clone(),
            steps: Vec::new(),
        }
    }

    /// Somebody else has the need, with particulars of their own.
    pub(super) fn is_somebody_else(&mut self) {
        let before = self.requester;
        for _ in 0..8 {
            self.requester = self.somebody_with_the_need();
            if self.requester != before {
                break;
            }
        }
        self.params = self.particulars();
    }

    /// Takes the steps of the other ticket in.
    pub(super) fn join(&mut self, other: Story<'w>) {
        self.next = self.next.max(other.next);
        self.steps.extend(other.steps);
    }

    // Chance and time.

    /// One of several, by chance.
    pub(super) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.choose(&mut self.rng)
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    /// Time passes: so many minutes of the hours that count, rather few than many.
    pub(super) fn pause(&mut self, minutes: RangeInclusive<i64>) {
        let (least, most) = (*minutes.start(), *minutes.end());
        let one = self.rng.random_range(least..=most);
        let minutes = one.min(self.rng.random_range(least..=most));
        let seconds = self.rng.random_range(1..60);
        self.at = match self.pace {
            Pace::Working => self.world.calendar.after(self.at, minutes),
            Pace::AroundTheClock => self.at + Span::seconds(minutes * 60),
        } + Span::seconds(seconds);
    }

    /// Goes on at an instant, if that is still to come.
    pub(super) fn not_before(&mut self, at: Timestamp) {
        self.at = self.at.max(at);
    }

    // Words.

    /// Words with the ticket's particulars. The people are invented, so their words need no secret
    /// salt: with it the seed alone makes the whole history.
    pub(super) fn words(&mut self, template: &str) -> Text {
        Text::new(fill(template, &self.params), self.rng.random())
    }

    /// A turn of phrase in the scenario's language.
    pub(super) fn phrase(&mut self, pool: fn(&Phrases) -> &Vec<String>) -> &'w str {
        let phrases = self.world.scripts.phrases(self.scenario.lang);
        self.one_of(pool(phrases)).map_or("", String::as_str)
    }

    /// A second need in the scenario's language.
    pub(super) fn aside(&mut self, pool: fn(&Phrases) -> &Vec<Also>) -> Option<&'w Also> {
        let phrases = self.world.scripts.phrases(self.scenario.lang);
        self.one_of(pool(phrases))
    }

    /// A letter of the requester.
    pub(super) fn requesters_letter(&mut self, body: &str) -> Text {
        let greeting = self.phrase(|it| &it.greeting);
        let bye = self.phrase(|it| &it.bye);
        self.words(&format!("{greeting}\n\n{body}\n\n{bye}"))
    }

    /// A letter of whoever has the ticket.
    pub(super) fn agents_letter(&mut self, body: &str) -> Text {
        let hello = self.phrase(|it| &it.hello);
        let regards = self.phrase(|it| &it.regards);
        let firm = &self.world.firm;
        let name = self.agent.map_or(firm.name.as_str(), |it| &firm.people[it].name);
        let body = match self.scenario.lang {
            Lang::De => body.to_owned(),
            Lang::En => capitalised(body),
        };
        let letter = format!("{hello}\n\n{body}\n\n{regards}\n{name}");
        self.words(&letter)
    }

    // Who and where.

    /// The team that holds the ticket now.
    pub(super) fn team(&self) -> TeamIx {
        let last = self.path.last().map_or(0, |hop| hop.team);
        self.world.firm.acting(last, self.at)
    }

    /// Its tier.
    pub(super) fn tier(&self) -> Tier {
        self.world.firm.teams[self.team()].tier
    }

    /// An agent of a team.
    pub(super) fn agent_of(&mut self, team: TeamIx) -> Option<PersonIx> {
        let agents = self.world.firm.agents_of(team, self.at);
        self.one_of(&agents).copied()
    }

    /// An agent of a team other than the one who has the ticket.
    pub(super) fn colleague_of(&mut self, team: TeamIx) -> Option<PersonIx> {
        let mut agents = self.world.firm.agents_of(team, self.at);
        agents.retain(|it| Some(*it) != self.agent);
        self.one_of(&agents).copied()
    }

    /// The team that owns the scenario's service on a tier.
    pub(super) fn owner(&self, tier: u8) -> Option<TeamIx> {
        let firm = &self.world.firm;
        let service = firm.services.iter().find(|it| it.name == self.service)?;
        firm.owner(service, Tier(tier), self.at)
    }

    /// The hold goes to a team: it drops every team of its tier and above from the path.
    pub(super) fn goes_to(&mut self, team: TeamIx) {
        let firm = &self.world.firm;
        if let Some(hop) = self.path.last_mut() {
            hop.sent_by = self.agent;
        }
        let tier = firm.teams[team].tier;
        self.path.retain(|hop| firm.teams[hop.team].tier < tier);
        self.path.push(Hop { team, sent_by: None });
        self.waits_since = None;
    }

    // Steps.

    /// A person does something.
    pub(super) fn person_does(&mut self, person: PersonIx, act: Act) {
        let actor = Actor::Person(self.world.firm.people[person].id);
        let by = By { now: self.at, actor, origin: Origin::Command };
        self.steps.push(Step { by, ticket: self.ticket, act });
    }

    /// Whoever has the ticket does something.
    pub(super) fn agent_does(&mut self, command: impl Into<Command>) {
        if let Some(agent) = self.agent {
            self.person_does(agent, Act::Do(Box::new(command.into())));
        }
    }

    /// The requester does something.
    pub(super) fn requester_does(&mut self, command: impl Into<Command>) {
        self.person_does(self.requester, Act::Do(Box::new(command.into())));
    }

    /// The desk itself does something.
    pub(super) fn desk_does(&mut self, origin: Origin, command: impl Into<Command>) {
        let act = Act::Do(Box::new(command.into()));
        self.steps.push(Step { by: desk(self.at, origin), ticket: self.ticket, act });
    }
}

/// English goes on with a capital after the greeting, German does not.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// When it began, in both languages.
const SINCE: [(&str, &str); 8] = [
    ("heute früh", "this morning"),
    ("heute Morgen", "early this morning"),
    ("gestern Nachmittag", "yesterday afternoon"),
    ("gestern Abend", "last night"),
    ("gestern", "yesterday"),
    ("vorgestern", "the day before yesterday"),
    ("Montag", "Monday"),
    ("Freitagmittag", "Friday noon"),
];
