//! The commands of a ticket, and the one place that decides on them.

use super::{
    Event, Ticket, ask, assign, change, close, confirm, escalate, link, merge, message, open, pull,
    raise, release, reopen, resolve, r#return, split, succeed, take, transfer, wait,
};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::TicketNumber;
use crate::refusal::Refusal;
use crate::values::{Origin, Status};

macro_rules! commands {
    ($($name:ident($command:ty) = $verb:literal => $decide:path),* $(,)?) => {
        /// Everything one can ask of a ticket that exists. Opening one is [`open::open`].
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command {
            $(#[doc = concat!("`", $verb, "`")] $name($command),)*
        }

        $(impl From<$command> for Command {
            fn from(command: $command) -> Command { Command::$name(command) }
        })*

        impl Command {
            /// The verb, as the API spells it.
            #[must_use]
            pub fn verb(&self) -> &'static str {
                match self { $(Command::$name(_) => $verb),* }
            }

            /// Every verb.
            pub const VERBS: &'static [&'static str] = &[$($verb),*];
        }

        fn dispatch(
            ticket: &Ticket,
            command: Command,
            context: &Context<'_>,
        ) -> Result<Vec<Event>, Refusal> {
            match command { $(Command::$name(command) => $decide(ticket, command, context)),* }
        }
    };
}

commands! {
    Begin(open::Begin) = "begin" => open::decide_begin,
    Take(take::Take) = "take" => take::decide,
    Assign(assign::Assign) = "assign" => assign::decide,
    Release(release::Release) = "release" => release::decide,
    Transfer(transfer::Transfer) = "transfer" => transfer::decide,
    Escalate(escalate::Escalate) = "escalate" => escalate::decide,
    Return(r#return::Return) = "return" => r#return::decide,
    Pull(pull::Pull) = "pull" => pull::decide,
    Succeed(succeed::Succeed) = "succeed" => succeed::decide,
    Ask(ask::Ask) = "ask" => ask::decide,
    Answer(ask::Answer) = "answer" => ask::decide_answer,
    Raise(raise::RaiseTicket) = "raise" => raise::decide,
    Acknowledge(raise::Acknowledge) = "acknowledge" => raise::decide_acknowledge,
    Wait(wait::Wait) = "wait" => wait::decide,
    Resume(wait::Resume) = "resume" => wait::decide_resume,
    Write(message::Write) = "write" => message::decide_write,
    Reply(message::Reply) = "reply" => message::decide_reply,
    Note(message::Note) = "note" => message::decide_note,
    Resolve(resolve::Resolve) = "resolve" => resolve::decide,
    Confirm(confirm::Confirm) = "confirm" => confirm::decide,
    Reopen(reopen::Reopen) = "reopen" => reopen::decide,
    Close(close::Close) = "close" => close::decide,
    Merge(merge::Merge) = "merge" => merge::decide,
    Absorb(merge::Absorb) = "absorb" => absorb,
    Unmerge(merge::Unmerge) = "unmerge" => merge::decide_unmerge,
    Part(merge::Part) = "part" => part,
    Split(split::SplitMessage) = "split" => split::decide,
    Link(link::Link) = "link" => link::decide,
    Unlink(link::Unlink) = "unlink" => link::decide_unlink,
    Mirror(link::Mirror) = "mirror" => mirror,
    Change(change::Change) = "change" => change::decide,
}

/// Decides on a command: the events that follow from it, none when it is so already, or a refusal
/// that lists everything in the way. The only way to change a ticket.
///
/// # Errors
/// [`Refusal`]: `not_found` when the actor may not know of the ticket, `forbidden`, or what is
/// wrong with the command or the ticket's state.
pub fn decide(
    ticket: &Ticket,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Follow, ticket)?;
    if let Some(rest) = &ticket.merged
        && !command.is_about_the_merge()
    {
        return Err(merge::points_at_survivor(rest));
    }
    let opens = ticket.status == Status::New && command.is_an_agents_act(context);
    let mut events = dispatch(ticket, command, context)?;
    let begun = matches!(events.first(), None | Some(Event::Opened(_)));
    if opens && !begun {
        events.insert(0, open::Opened {}.into());
    }
    events.extend(reopen::absent_assignee(ticket, &events, context));
    Ok(events)
}

impl Command {
    /// The other ticket a command is about, which has to be read with it.
    #[must_use]
    pub fn other(&self, ticket: &Ticket) -> Option<TicketNumber> {
        match self {
            Command::Merge(merge) => merge.into,
            Command::Unmerge(_) => ticket.merged.as_ref().map(|rest| rest.into),
            Command::Link(link) => link.to,
            Command::Unlink(unlink) => unlink.to,
            _ => None,
        }
    }

    /// What the other ticket is told in the same transaction, once this command was granted.
    #[must_use]
    pub fn counterpart(&self, ticket: TicketNumber) -> Option<Command> {
        match self {
            Command::Merge(_) => Some(merge::Absorb { duplicate: ticket }.into()),
            Command::Unmerge(_) => Some(merge::Part { duplicate: ticket }.into()),
            Command::Link(link) => {
                link.kind.map(|kind| link::Mirror::Link(kind.reverse(), ticket).into())
            }
            Command::Unlink(unlink) => {
                unlink.kind.map(|kind| link::Mirror::Unlink(kind.reverse(), ticket).into())
            }
            _ => None,
        }
    }

    /// True of the side that only follows another ticket's command; nobody gives it by hand.
    #[must_use]
    pub fn is_counterpart(&self) -> bool {
        matches!(self, Command::Absorb(_) | Command::Part(_) | Command::Mirror(_))
    }

    fn is_about_the_merge(&self) -> bool {
        // A team's retirement reaches merged tickets too, so that an undo finds a real team.
        matches!(self, Command::Unmerge(_) | Command::Succeed(_)) || self.is_counterpart()
    }

    /// True of what makes a new ticket open: the first thing an agent does (domain, section 3).
    fn is_an_agents_act(&self, context: &Context<'_>) -> bool {
        let acts = match self {
            Command::Take(_)
            | Command::Assign(_)
            | Command::Release(_)
            | Command::Transfer(_)
            | Command::Escalate(_)
            | Command::Return(_)
            | Command::Pull(_)
            | Command::Ask(_)
            | Command::Raise(_)
            | Command::Wait(_)
            | Command::Reply(_)
            | Command::Resolve(_)
            | Command::Close(_)
            | Command::Merge(_)
            | Command::Split(_) => true,
            // A log says by its states when work began, not by its side remarks.
            Command::Note(_) | Command::Change(_) => !context.importing(),
            Command::Begin(_)
            | Command::Succeed(_)
            | Command::Answer(_)
            | Command::Acknowledge(_)
            | Command::Resume(_)
            | Command::Write(_)
            | Command::Confirm(_)
            | Command::Reopen(_)
            | Command::Absorb(_)
            | Command::Unmerge(_)
            | Command::Part(_)
            | Command::Link(_)
            | Command::Unlink(_)
            | Command::Mirror(_) => false,
        };
        acts && match context.origin {
            Origin::Command => context.by_agent(),
            Origin::Import => true,
            Origin::Rule | Origin::Contract | Origin::Sweep | Origin::Retirement => false,
        }
    }
}

// The other ticket's side. Who gave the command has been judged on the first ticket; here they need
// no more than to know this one, which no requester's right is enough for.

fn absorb(
    ticket: &Ticket,
    command: merge::Absorb,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    Ok(vec![merge::Absorbed { duplicate: command.duplicate }.into()])
}

fn part(
    ticket: &Ticket,
    command: merge::Part,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    Ok(vec![merge::Parted { duplicate: command.duplicate }.into()])
}

fn mirror(
    ticket: &Ticket,
    command: link::Mirror,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    Ok(link::decide_mirror(ticket, command))
}
