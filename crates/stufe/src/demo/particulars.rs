//! What differs from ticket to ticket: names, devices, numbers, all drawn from the ticket's story.

use super::firm::{Firm, Lang, Person};
use super::script::{Scenario, fill};
use insight::simulate::Random;

/// A ticket's story: one scenario, one person, one chance.
#[derive(Clone, Copy)]
pub(super) struct Story<'a> {
    pub(super) firm: &'a Firm,
    pub(super) scenario: &'a Scenario,
    pub(super) requester: &'a Person,
    pub(super) seed: u64,
    /// The local hour of the week in which it began.
    pub(super) began: usize,
}

impl<'a> Story<'a> {
    /// A text with the story's particulars.
    pub(super) fn filled(&self, template: &str) -> String {
        fill(template, |name| self.value(name))
    }

    /// One of several, the same whenever it is asked for.
    pub(super) fn pick<'t, T>(&self, from: &'t [T], what: &str) -> Option<&'t T> {
        self.chance(what).pick(from)
    }

    /// The chance of one thing in this story.
    pub(super) fn chance(&self, what: &str) -> Random {
        Random::of(self.seed, digest(what))
    }

    /// What stands for a name in braces.
    fn value(&self, name: &str) -> Option<String> {
        let person = self.requester;
        let of_the_person = match name {
            "name" => Some(person.name.clone()),
            "first" => person.name.split(' ').next().map(str::to_owned),
            "phone" => Some(person.phone.clone()),
            "department" => Some(person.department.clone()),
            "site" if person.site.is_empty() => Some("Köln".to_owned()),
            "site" => Some(person.site.clone()),
            "user" => person.email.split('@').next().map(str::to_owned),
            "colleague" => Some(self.colleague().name.clone()),
            "since" => Some(self.since().to_owned()),
            "asset" => Some(self.filled(self.scenario.asset.as_deref().unwrap_or("{laptop}"))),
            _ => None,
        };
        of_the_person.or_else(|| self.drawn(name)).or_else(|| {
            let choices = self.scenario.with.get(name)?;
            self.pick(choices, name).map(|choice| self.filled(choice))
        })
    }

    /// Numbers, rooms and devices.
    fn drawn(&self, name: &str) -> Option<String> {
        let mut chance = self.chance(name);
        let mut between = |from: usize, to: usize| from + chance.below(to - from);
        Some(match name {
            "room" => {
                let block = self.block();
                format!("{block} {}.{:02}", self.floor(), between(1, 40))
            }
            "floor" => self.floor().to_string(),
            "laptop" => format!("NB-{}", between(1_100, 3_900)),
            "printer" => format!("DR-{}{}", self.block(), between(101, 480)),
            "mobile" => format!("MT-{:04}", between(200, 1_900)),
            "server" => {
                let use_of = ["app", "db", "file"][between(0, 3)];
                format!("srv-{use_of}-{:02}", between(1, 24))
            }
            "order" => format!("45{:08}", between(10_000, 99_999_999)),
            "document" => format!("19{:08}", between(10_000, 99_999_999)),
            "number" => between(100_000, 1_000_000).to_string(),
            "minutes" => between(4, 46).to_string(),
            "mm" => format!("{:02}", between(1, 60)),
            "count" => between(3, 19).to_string(),
            "percent" => between(88, 99).to_string(),
            "version" => format!("{}.{}.{}", between(3, 25), between(0, 10), between(0, 7)),
            "cost_centre" => between(4_010, 4_990).to_string(),
            "port" => format!("{:02}-{:02}", between(1, 24), between(1, 48)),
            _ => return None,
        })
    }

    fn block(&self) -> char {
        *self.pick(&['A', 'B', 'C', 'D'], "block").unwrap_or(&'A')
    }

    fn floor(&self) -> usize {
        1 + self.chance("floor").below(5)
    }

    /// Somebody else of the same language, first of the same department.
    fn colleague(&self) -> &'a Person {
        let me = self.requester;
        let others = self.firm.requesters().filter(|it| it.lang == me.lang && it.name != me.name);
        let (near, far): (Vec<&Person>, Vec<&Person>) =
            others.partition(|it| it.department == me.department);
        let from = if near.is_empty() || self.chance("far").chance(0.3) { far } else { near };
        self.pick(&from, "colleague").copied().unwrap_or(me)
    }

    /// Since when: something a person says at this hour of the week.
    fn since(&self) -> &'static str {
        let (day, hour) = (self.began / 24, self.began % 24);
        let (de, en): (&[&str], &[&str]) = match (day, hour) {
            (_, 0..6) => (&["heute Nacht", "gestern Abend"], &["last night", "yesterday evening"]),
            (0, _) => (
                &["heute früh", "heute Morgen", "Freitag", "Freitagnachmittag", "Donnerstag"],
                &["this morning", "early this morning", "Friday", "Friday afternoon", "Thursday"],
            ),
            (1, _) => (
                &["heute früh", "heute Morgen", "gestern", "gestern Nachmittag", "Freitag"],
                &["this morning", "early this morning", "yesterday", "yesterday noon", "Friday"],
            ),
            _ => (
                &[
                    "heute früh",
                    "heute Morgen",
                    "gestern",
                    "gestern Mittag",
                    "vorgestern",
                    "Montag",
                ],
                &["this morning", "yesterday", "yesterday afternoon", "last night", "Monday"],
            ),
        };
        let said = match self.scenario.lang {
            Lang::De => de,
            Lang::En => en,
        };
        self.pick(said, "since").copied().unwrap_or("gestern")
    }
}

/// FNV-1a: which chance of a story a name stands for.
fn digest(name: &str) -> u64 {
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}
