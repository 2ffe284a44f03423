//! What people write in the demo: the simulation says what words are for, the scenario has them.

use super::firm::{Firm, Lang, Person};
use super::particulars::Story;
use super::script::{Exchange, Phrases, Scenario, Scripts, Source};
use desk::text::{Salt, Text};
use desk::values::{Channel, DeclineReason, Kind, ResolutionCode, TransferReason, WaitReason};
use insight::simulate::{About, Calendar, Line, Particulars, Random, Texts};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The hour from which nobody wishes a good morning.
const MORNING_ENDS: usize = 11;

/// What the firm writes with, the same for all tickets.
pub(super) struct Library {
    pub(super) firm: Firm,
    pub(super) scripts: Scripts,
    pub(super) calendar: Calendar,
}

/// What was written of a story so far.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    /// The local hour of the week in which it began.
    began: usize,
    /// Which of the scenario's subjects it has.
    subject: usize,
    subjects: u8,
    asks: u8,
    reminders: u8,
    /// Notes and findings by tier.
    notes: [u8; 3],
    findings: [u8; 3],
    houses: u8,
    complaints: u8,
}

/// Finds the words, and remembers what was said.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) library: Arc<Library>,
    /// The people are invented, so their words need no secret salt: with it the seed alone makes
    /// the whole history.
    salts: Random,
    told: BTreeMap<u64, Told>,
    /// How often each scenario was told: its subjects come in turn.
    often: Vec<usize>,
}

impl Words {
    /// Nothing written yet.
    pub(super) fn new(library: &Arc<Library>, seed: u64) -> Words {
        let often = vec![0; library.scripts.scenarios.len()];
        let library = Arc::clone(library);
        Words { library, salts: Random::of(seed, 0), told: BTreeMap::new(), often }
    }

    /// Words outside of any scenario, salted like all others.
    pub(super) fn text(&mut self, content: String) -> Text {
        Text::new(content, self.salt())
    }

    /// What was told so far; then it counts one more of something.
    fn remember(&mut self, about: &About, counts: impl FnOnce(&mut Told)) -> Told {
        let often = &mut self.often;
        let told = self.told.entry(about.story).or_insert_with(|| {
            let subject = often.get_mut(about.concern).map_or(0, |often| {
                *often += 1;
                *often
            });
            let began = self.library.calendar.hour_of_week(about.at).0;
            Told { began, subject, ..Told::default() }
        });
        let before = *told;
        counts(told);
        before
    }
}

impl Texts for Words {
    fn line(&mut self, about: &About, line: Line<'_>) -> String {
        let tier = usize::from(about.tier.0.clamp(1, 3) - 1);
        let told = self.remember(about, |told| match line {
            Line::Subject => told.subjects += 1,
            Line::Asks => told.asks += 1,
            Line::Reminds => told.reminders += 1,
            Line::Note => told.notes[tier] += 1,
            Line::Findings => told.findings[tier] += 1,
            Line::Consults => told.houses += 1,
            Line::Complaint | Line::NeedReturned => told.complaints += 1,
            _ => {}
        });
        let library = Arc::clone(&self.library);
        match Writer::of(&library, about, told) {
            Some(writer) => writer.line(line),
            None => String::new(),
        }
    }

    fn particulars(&mut self, about: &About) -> Particulars {
        let told = self.remember(about, |_| ());
        let library = Arc::clone(&self.library);
        let Some(writer) = Writer::of(&library, about, told) else { return Particulars::default() };
        let (story, scenario) = (&writer.story, writer.story.scenario);
        let fields = scenario.fields.iter();
        let fields = fields.map(|(name, value)| (name.clone(), self.text(story.filled(value))));
        Particulars {
            asset: scenario.asset.as_ref().map(|asset| story.filled(asset)),
            tags: scenario.tags.iter().cloned().collect(),
            fields: fields.collect(),
        }
    }

    fn salt(&mut self) -> Salt {
        let (high, low) = (self.salts.bits(), self.salts.bits());
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    }
}

/// Somebody who writes a line of a story.
struct Writer<'a> {
    about: &'a About,
    told: Told,
    story: Story<'a>,
    phrases: &'a Phrases,
    author: Option<&'a Person>,
    /// The local hour of the day.
    hour: usize,
}

impl<'a> Writer<'a> {
    fn of(library: &'a Library, about: &'a About, told: Told) -> Option<Writer<'a>> {
        let Library { firm, scripts, calendar } = library;
        let scenario: &Scenario = scripts.scenarios.get(about.concern)?;
        let requester = firm.person(about.requester)?;
        let author = about.author.person().and_then(|id| firm.person(id));
        let (seed, began) = (about.story, told.began);
        let story = Story { firm, scenario, requester, seed, began };
        let phrases = scripts.phrases(scenario.lang);
        let hour = calendar.hour_of_week(about.at).0 % 24;
        Some(Writer { about, told, story, phrases, author, hour })
    }

    fn line(&self, line: Line<'_>) -> String {
        let (scenario, phrases) = (self.story.scenario, self.phrases);
        let own = |text: &Option<String>| text.as_deref().map(|text| self.story.filled(text));
        match line {
            Line::Subject => self.subject(),
            Line::Need => self.need(None),
            Line::NeedAgain => self.need(Some(&phrases.again)),
            Line::NeedReturned => self.need(Some(&phrases.returned)),
            Line::JunkSubject => self.junk().0,
            Line::Junk => self.junk().1,
            Line::Findings => self.findings(),
            Line::Task => {
                let deep = if self.about.tier.0 > 1 { &scenario.deep_question } else { &None };
                let question = own(deep).or_else(|| own(&scenario.question));
                question.unwrap_or_else(|| self.phrase(&phrases.question, "question"))
            }
            Line::Checklist(item) => self.checklist(item),
            Line::Asks => self.letter(&self.question()),
            Line::Reminds => self.letter(&match self.told.reminders {
                0 => self.phrase(&phrases.reminder, "reminder"),
                _ => self.phrase(&phrases.last_reminder, "reminder"),
            }),
            Line::Tells => self.letter(&self.phrase(&phrases.passed_on, "passed on")),
            Line::Answers => format!("{}\n\n{}", self.answer(), self.phrase(&phrases.bye, "bye")),
            Line::OutOfOffice => self.phrase(&phrases.away, "away"),
            Line::Remark => self.phrase(&phrases.hurry, "hurry"),
            Line::Thanks => self.phrase(&phrases.thanks, "thanks"),
            Line::Complaint => match self.told.complaints {
                0 => own(&scenario.still).unwrap_or_else(|| self.phrase(&phrases.still, "still")),
                _ => self.phrase(&phrases.still, "still"),
            },
            Line::Note => self.note(),
            Line::Announces(WaitReason::Date) => self.letter(&self.phrase(&phrases.date, "date")),
            Line::Announces(_) => self.letter(&self.phrase(&phrases.approval, "approval")),
            Line::Waits(on) => self.waits(on),
            Line::Chases(WaitReason::Approval) => self.phrase(&phrases.approver_again, "chase"),
            Line::Chases(_) => self.phrase(&phrases.vendor_again, "chase"),
            Line::Consults => match self.told.houses {
                0 => own(&scenario.house).unwrap_or_else(|| self.exchange(&phrases.house).0),
                _ => self.exchange(&phrases.house).0,
            },
            Line::Consulted => match self.told.houses {
                ..=1 => {
                    own(&scenario.house_answer).unwrap_or_else(|| self.exchange(&phrases.house).1)
                }
                _ => self.exchange(&phrases.house).1,
            },
            Line::Transfers(TransferReason::ServiceOwner) => self.phrase(&phrases.owner, "owner"),
            Line::Transfers(_) => self.phrase(&phrases.not_ours, "not ours"),
            Line::Declines(reason) => self.declines(reason),
            Line::Raises => self.phrase(&phrases.raised, "raised"),
            Line::SolutionInside => {
                let fix = if self.about.tier.0 > 2 { &scenario.fix } else { &None };
                own(fix).unwrap_or_else(|| self.remedy())
            }
            Line::AnswerInside => own(&scenario.answer).unwrap_or_else(|| self.remedy()),
            Line::Solution(code) => self.solution(code),
        }
    }

    /// A turn of phrase: one for each purpose in a story and each author.
    fn phrase(&self, from: &[String], what: &str) -> String {
        let what = format!("{what} {:?}", self.about.author);
        self.story.pick(from, &what).map_or_else(String::new, |it| self.story.filled(it))
    }

    fn subject(&self) -> String {
        let subjects = &self.story.scenario.subject;
        let subject = subjects.get(self.told.subject % subjects.len().max(1));
        let subject = subject.map_or_else(String::new, |it| self.story.filled(it));
        match self.told.subjects {
            0 => subject,
            _ => format!("{} {subject}", self.phrase(&self.phrases.again_subject, "again subject")),
        }
    }

    /// The need in the requester's words: a letter, or what whoever takes the call writes down.
    fn need(&self, before: Option<&[String]>) -> String {
        let bodies = &self.story.scenario.body;
        // A scenario's subjects and bodies go together, pair by pair.
        let body = bodies.get(self.told.subject % bodies.len().max(1));
        let mut body = body.map_or_else(String::new, |it| self.story.filled(it));
        if let Some(before) = before {
            body = format!("{}\n\n{body}", self.phrase(before, "before"));
        }
        match self.about.channel {
            Channel::Monitoring => body,
            Channel::Phone | Channel::WalkIn => {
                format!("{}\n\n{body}", self.phrase(&self.phrases.called, "called"))
            }
            _ => {
                let bye = self.phrase(&self.phrases.bye, "bye");
                format!("{}\n\n{body}\n\n{bye}", self.greeting())
            }
        }
    }

    fn greeting(&self) -> String {
        let morning = self.hour < MORNING_ENDS && self.story.chance("morning").chance(0.4);
        let from = if morning { &self.phrases.good_morning } else { &self.phrases.greeting };
        self.phrase(from, "greeting")
    }

    fn junk(&self) -> (String, String) {
        let junk = self.story.pick(&self.phrases.junk, "junk");
        junk.map_or_else(Default::default, |it| {
            (self.story.filled(&it.subject), self.story.filled(&it.body))
        })
    }

    /// A letter to the requester.
    fn letter(&self, body: &str) -> String {
        let hello = self.phrase(&self.phrases.hello, "hello");
        let regards = self.phrase(&self.phrases.regards, "regards");
        let name = self.author.map_or(&self.story.firm.name, |it| &it.name);
        let body = match self.story.scenario.lang {
            Lang::De => body.to_owned(),
            Lang::En => capitalised(body),
        };
        format!("{hello}\n\n{body}\n\n{regards}\n{name}")
    }

    /// What the requester is asked: first what the scenario has to know, then more.
    fn question(&self) -> String {
        match (self.told.asks, &self.story.scenario.asks) {
            (0, Some(asks)) => self.story.filled(asks),
            _ => self.exchange(&self.phrases.more).0,
        }
    }

    fn answer(&self) -> String {
        match (self.told.asks, &self.story.scenario.tells) {
            (..=1, Some(tells)) => self.story.filled(tells),
            _ => self.exchange(&self.phrases.more).1,
        }
    }

    fn exchange(&self, from: &[Exchange]) -> (String, String) {
        let found = self.story.pick(from, "exchange");
        found.map_or_else(Default::default, |it| {
            (self.story.filled(&it.asks), self.story.filled(&it.tells))
        })
    }

    fn findings(&self) -> String {
        let scenario = self.story.scenario;
        let tier = self.about.tier.0;
        let times = self.told.findings[usize::from(tier.clamp(1, 3) - 1)];
        let own = match (tier, times) {
            (1, 0) => &scenario.findings,
            (1, 1) => &scenario.supplied,
            (1, _) => &None,
            (_, 0) => &scenario.deep,
            _ => &None,
        };
        let generic = || {
            let what = format!("findings {tier} {times}");
            self.phrase(&self.phrases.findings, &what)
        };
        own.as_deref().map_or_else(generic, |text| self.story.filled(text))
    }

    fn note(&self) -> String {
        let scenario = self.story.scenario;
        let tier = self.about.tier.0;
        let times = self.told.notes[usize::from(tier.clamp(1, 3) - 1)];
        let own = match (tier, times) {
            (1, 0) => &scenario.note,
            (2, 0) => &scenario.second_note,
            _ => &None,
        };
        let generic = || self.phrase(&self.phrases.remark, &format!("note {tier} {times}"));
        own.as_deref().map_or_else(generic, |text| self.story.filled(text))
    }

    /// The answer to an item of the receiving team's checklist.
    fn checklist(&self, wanted: &str) -> String {
        let items = self.story.firm.teams.iter().flat_map(|team| &team.checklist);
        let answers =
            items.filter(|it| it.item == wanted).map(|it| match self.story.scenario.lang {
                Lang::De => &it.de,
                Lang::En => &it.en,
            });
        answers.into_iter().next().map_or_else(String::new, |it| self.phrase(it, wanted))
    }

    fn waits(&self, on: WaitReason) -> String {
        let scenario = self.story.scenario;
        if let Some(waits) = scenario.waits.as_ref().filter(|_| scenario.waits_on == Some(on)) {
            return self.story.filled(waits);
        }
        let phrases = match on {
            WaitReason::Approval => &self.phrases.approver,
            WaitReason::Date => &self.phrases.wished,
            WaitReason::Change => &self.phrases.change,
            WaitReason::Vendor | WaitReason::Requester | WaitReason::Problem => {
                &self.phrases.vendor
            }
        };
        self.phrase(phrases, "waits")
    }

    fn declines(&self, reason: DeclineReason) -> String {
        let lacking = &self.story.scenario.lacking;
        match (reason, lacking) {
            (DeclineReason::MissingInformation, Some(lacking))
                if self.told.findings[0] < 2 && self.about.tier.0 == 2 =>
            {
                self.story.filled(lacking)
            }
            (DeclineReason::MissingInformation, _) => self.phrase(&self.phrases.lacking, "lacking"),
            (DeclineReason::LowerTierCanSolve, _) => {
                self.phrase(&self.phrases.lower_tier, "lower tier")
            }
            _ => self.phrase(&self.phrases.not_ours, "not ours"),
        }
    }

    /// What helps: the solution, or what helped in the end after it had failed.
    fn remedy(&self) -> String {
        let scenario = self.story.scenario;
        let lasting = scenario.lasting.as_ref().filter(|_| self.told.complaints > 0);
        self.story.filled(lasting.unwrap_or(&scenario.solution))
    }

    fn solution(&self, code: ResolutionCode) -> String {
        let (scenario, phrases) = (self.story.scenario, self.phrases);
        if code == ResolutionCode::NotReproducible {
            return self.letter(&self.phrase(&phrases.not_seen, "not seen"));
        }
        let workaround = scenario.workaround.as_ref();
        let workaround = workaround.filter(|_| code == ResolutionCode::Workaround);
        let remedy = workaround.map_or_else(|| self.remedy(), |text| self.story.filled(text));
        if scenario.source == Source::Monitoring {
            return remedy;
        }
        let opening = match (workaround, self.about.kind) {
            (Some(_), _) => &phrases.meanwhile,
            (None, Kind::Request) => &phrases.fulfilled,
            (None, Kind::Incident) => &phrases.solved,
        };
        self.letter(&format!("{} {remedy}", self.phrase(opening, "opening")))
    }
}

/// English goes on with a capital after the greeting, German does not.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
