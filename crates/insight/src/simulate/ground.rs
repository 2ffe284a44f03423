//! What the simulation stands on: a desk that takes commands, and somebody who finds the words.

use desk::actor::Actor;
use desk::admin::AdminCommand;
use desk::directory::Directory;
use desk::ids::{PersonId, ServiceId, TicketNumber};
use desk::refusal::Refusal;
use desk::settings::Settings;
use desk::text::{Salt, Text};
use desk::ticket::open::Open;
use desk::ticket::{Command, Ticket};
use desk::time::Timestamp;
use desk::values::{
    Channel, DeclineReason, Kind, Origin, ResolutionCode, Tier, TransferReason, WaitReason,
};
use std::collections::{BTreeMap, BTreeSet};

/// Who gives a command, when, by which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// The instant.
    pub now: Timestamp,
    /// Who.
    pub actor: Actor,
    /// By which way.
    pub origin: Origin,
}

/// What a desk says to a command: its answer, or that it refuses; or it fails itself.
pub type Answer<T, F> = Result<Result<T, Refusal>, F>;

/// A desk: in memory, or one that keeps a journal.
pub trait Desk {
    /// How the desk itself can fail, as a database does. It ends the simulation.
    type Fault;

    /// The teams, agents and services as they are now.
    fn directory(&self) -> &Directory;

    /// The desk's settings.
    fn settings(&self) -> &Settings;

    /// A ticket as it is now; none of that number, none.
    ///
    /// # Errors
    /// That the desk itself failed.
    fn ticket(&mut self, number: TicketNumber) -> Result<Option<&Ticket>, Self::Fault>;

    /// Opens a ticket.
    ///
    /// # Errors
    /// That the desk itself failed.
    fn open(&mut self, by: By, command: Open) -> Answer<TicketNumber, Self::Fault>;

    /// Does one thing with a ticket, and with the other one of a pair.
    ///
    /// # Errors
    /// That the desk itself failed.
    fn act(&mut self, number: TicketNumber, by: By, command: Command) -> Answer<(), Self::Fault>;

    /// Does one thing with the desk as a whole. When a team was retired, its tickets have followed
    /// before this returns.
    ///
    /// # Errors
    /// That the desk itself failed.
    fn administer(&mut self, by: By, command: AdminCommand) -> Answer<(), Self::Fault>;
}

/// What some words are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'a> {
    /// A ticket's subject.
    Subject,
    /// The need in the requester's words.
    Need,
    /// What somebody sends on who needs nothing: its subject.
    JunkSubject,
    /// And its words.
    Junk,
    /// The same, sent again because nobody answered yet.
    NeedAgain,
    /// What came back after it had been solved long ago.
    NeedReturned,
    /// A hand-over's findings.
    Findings,
    /// A hand-over's question: what the next tier shall do.
    Task,
    /// The answer to an item of the receiving team's checklist.
    Checklist(&'a str),
    /// To the requester: a question.
    Asks,
    /// To the requester: the question again.
    Reminds,
    /// To the requester: another tier looks at it now.
    Tells,
    /// Of the requester: the answer.
    Answers,
    /// Of the requester's machine: they are away.
    OutOfOffice,
    /// Of the requester: how is it going?
    Remark,
    /// Of the requester: thanks. It has to be mere thanks for the desk, too.
    Thanks,
    /// Of the requester: the solution did not hold.
    Complaint,
    /// For the house: something seen along the way.
    Note,
    /// To the requester: it has to wait for somebody, or waits as they wished.
    Announces(WaitReason),
    /// Why it waits.
    Waits(WaitReason),
    /// For the house: whoever is waited for was asked again.
    Chases(WaitReason),
    /// A question to another team.
    Consults,
    /// Its answer.
    Consulted,
    /// Why it goes sideways.
    Transfers(TransferReason),
    /// What a declined hand-over lacks, or why it was not needed.
    Declines(DeclineReason),
    /// Why management is told.
    Raises,
    /// The solution as a higher tier gives it down.
    SolutionInside,
    /// The answer as a higher tier gives it down.
    AnswerInside,
    /// The solution as the requester reads it.
    Solution(ResolutionCode),
}

/// Whom and what some words are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Which of the firm's concerns it is.
    pub concern: usize,
    /// The same for all words of one ticket: picks the story.
    pub story: u64,
    /// The service it is really about.
    pub service: ServiceId,
    /// Incident or request.
    pub kind: Kind,
    /// How it came in.
    pub channel: Channel,
    /// Who has the need.
    pub requester: PersonId,
    /// Who writes.
    pub author: Actor,
    /// On which tier the ticket is.
    pub tier: Tier,
    /// Which tier it really takes.
    pub needs: Tier,
    /// When it is written.
    pub at: Timestamp,
}

/// What is said of a need besides its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// The thing it is about.
    pub asset: Option<String>,
    /// Labels.
    pub tags: BTreeSet<String>,
    /// Custom fields.
    pub fields: BTreeMap<String, Text>,
}

/// Finds the words.
pub trait Texts {
    /// The words for something.
    fn line(&mut self, about: &About, line: Line<'_>) -> String;

    /// What is said of a need besides its words: nothing, unless somebody says more.
    fn particulars(&mut self, _about: &About) -> Particulars {
        Particulars::default()
    }

    /// The salt of the next text: at a real desk fresh random bytes, in a test what a seed gives.
    fn salt(&mut self) -> Salt;
}

/// Plain words that say what they are for, under counted salts: for measuring and for tests.
#[derive(Debug, Clone, Default)]
pub struct PlainTexts {
    salts: u128,
}

impl Texts for PlainTexts {
    fn line(&mut self, _about: &About, line: Line<'_>) -> String {
        match line {
            Line::Thanks => "Vielen Dank!".to_owned(),
            Line::Checklist(item) => item.to_owned(),
            Line::Waits(_) => "Waits".to_owned(),
            Line::Chases(_) => "Chases".to_owned(),
            other => format!("{other:?}"),
        }
    }

    fn salt(&mut self) -> Salt {
        self.salts += 1;
        self.salts.to_be_bytes()
    }
}
