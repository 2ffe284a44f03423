//! The commands of a ticket, and the one place that decides on them.

use super::{
    Event, Ticket, ask, assign, change, close, confidential, confirm, escalate, link, merge,
    message, open, pull, raise, release, reopen, resolve, r#return, split, succeed, take, transfer,
    wait,
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
    Restrict(confidential::Restrict) = "restrict" => confidential::decide,
    Unrestrict(confidential::Unrestrict) = "unrestrict" => confidential::decide_unrestrict,
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
            Command::Note(_)
            | Command::Answer(_)
            | Command::Change(_)
            | Command::Link(_)
            | Command::Unlink(_)
            | Command::Restrict(_)
            | Command::Unrestrict(_) => !context.importing(),
            Command::Begin(_)
            | Command::Succeed(_)
            | Command::Acknowledge(_)
            | Command::Resume(_)
            | Command::Write(_)
            | Command::Confirm(_)
            | Command::Reopen(_)
            | Command::Absorb(_)
            | Command::Unmerge(_)
            | Command::Part(_)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::hand_over::HandOverRated;
    use crate::ticket::message::Note;
    use crate::ticket::testing::{
        ADA, APPS, BOB, Bench, By, CLEO, DEVELOPERS, HOTLINE, LEA, NETWORK, RITA, declined,
        imported, need, reply, sideways, solution, some, up, wait_on,
    };
    use crate::time::Span;
    use crate::values::{LinkKind, ResolutionCode, WaitReason};
    use std::fmt::Write as _;

    const OTHER: TicketNumber = TicketNumber(1);

    /// A stage of life, with the commands that lead there.
    type Stage = (&'static str, Vec<(crate::ids::PersonId, Command)>);

    fn stages() -> Vec<Stage> {
        let note = || (CLEO, Note { body: some("Looking."), ..Note::default() }.into());
        let tomorrow = Some(Bench::empty().now + Span::days(1));
        let wait = wait::Wait { until: tomorrow, ..wait_on(WaitReason::Requester) };
        let merge = merge::Merge { into: Some(OTHER), may_see_each_other: None };
        vec![
            ("new", vec![]),
            ("open", vec![note()]),
            ("waiting", vec![(CLEO, wait.into())]),
            ("resolved", vec![(CLEO, solution().into())]),
            ("closed", vec![(CLEO, solution().into()), (RITA, confirm::Confirm.into())]),
            ("merged", vec![note(), (LEA, merge.into())]),
        ]
    }

    /// Rita's second ticket, six days later. Cleo of `NETWORK` has it, a question and a raise are
    /// open, it is linked to the first; rules did all that, so that it may still be new.
    fn scene((_, steps): &Stage) -> Bench {
        let mut bench = Bench::new();
        bench.opens(LEA, open::Open { team: Some(NETWORK), ..need(RITA) });
        let ask = ask::Ask { person: Some(BOB), team: None, question: some("Yours?") };
        bench
            .does(Origin::Rule, assign::Assign { agent: Some(CLEO) })
            .does(Origin::Rule, ask)
            .does(Origin::Rule, raise::RaiseTicket { reason: some("It is late.") })
            .does(Origin::Rule, link::Link { to: Some(OTHER), kind: Some(LinkKind::Related) });
        for (by, command) in steps {
            bench.does(*by, command.clone());
        }
        bench.pass(Span::days(6));
        bench
    }

    /// One complete command of every verb.
    fn commands() -> Vec<Command> {
        let related = Some(LinkKind::Related);
        vec![
            open::Begin.into(),
            take::Take::default().into(),
            assign::Assign { agent: Some(CLEO) }.into(),
            release::Release.into(),
            sideways(APPS).into(),
            up(DEVELOPERS).into(),
            r#return::Return { to: Some(HOTLINE), ..declined() }.into(),
            pull::Pull { team: None, reason: some("Ours.") }.into(),
            succeed::Succeed { team: NETWORK }.into(),
            ask::Ask { person: Some(CLEO), team: None, question: some("Yours?") }.into(),
            ask::Answer { question: None, answer: some("Mine.") }.into(),
            raise::RaiseTicket { reason: some("The board waits.") }.into(),
            raise::Acknowledge::default().into(),
            wait_on(WaitReason::Vendor).into(),
            wait::Resume.into(),
            message::Write { body: some("Still broken."), ..message::Write::default() }.into(),
            reply().into(),
            Note { body: some("Hm."), ..Note::default() }.into(),
            solution().into(),
            confirm::Confirm.into(),
            reopen::Reopen { reason: some("It is back.") }.into(),
            close::Close { code: Some(ResolutionCode::Cancelled) }.into(),
            merge::Merge { into: Some(OTHER), may_see_each_other: None }.into(),
            merge::Absorb { duplicate: OTHER }.into(),
            merge::Unmerge.into(),
            merge::Part { duplicate: OTHER }.into(),
            split::SplitMessage {
                message: 2,
                kind: split::MessageKind::Requesters,
                into: TicketNumber(9),
            }
            .into(),
            link::Link { to: Some(OTHER), kind: Some(LinkKind::ChildOf) }.into(),
            link::Unlink { to: Some(OTHER), kind: related }.into(),
            link::Mirror::Link(LinkKind::ParentOf, OTHER).into(),
            change::Change { kind: Some(crate::values::Kind::Request), ..Default::default() }
                .into(),
            confidential::Restrict::default().into(),
            confidential::Unrestrict.into(),
        ]
    }

    fn cell(bench: &Bench, by: By, command: &Command) -> String {
        match bench.clone().run(by, command.clone()) {
            Ok(events) if events.is_empty() => "nothing".into(),
            Ok(events) => events.iter().map(Event::kind).collect::<Vec<_>>().join(" + "),
            Err(refusal) => format!("✘ {}", refusal.code),
        }
    }

    fn table() -> String {
        let mut out = String::from(
            "Every command on a ticket of every status: the events that follow, or ✘ and the \
             code of the refusal.\n\
             holder: of the holding team, and assigned · contact: of the contact team · inside: \
             of another team of the house\n\
             desk: a sweep, and for succeed a retirement; six days have passed\n",
        );
        for command in commands() {
            let retires = matches!(command, Command::Succeed(_));
            let desk = if retires { Origin::Retirement } else { Origin::Sweep };
            let people: [(&str, By); 7] = [
                ("holder", CLEO.into()),
                ("contact", ADA.into()),
                ("inside", BOB.into()),
                ("lead", LEA.into()),
                ("requester", RITA.into()),
                ("import", imported(CLEO)),
                ("desk", desk.into()),
            ];
            let mut rows: Vec<Vec<String>> = vec![vec![command.verb().into()]];
            rows[0].extend(people.iter().map(|(name, _)| (*name).to_owned()));
            for stage in stages() {
                let mut bench = scene(&stage);
                if retires {
                    bench.retires(NETWORK, APPS);
                }
                let cells = people.iter().map(|(_, by)| cell(&bench, *by, &command));
                rows.push([format!("  {}", stage.0)].into_iter().chain(cells).collect());
            }
            out.push('\n');
            for row in &rows {
                let mut line = String::new();
                for (column, cell) in row.iter().enumerate() {
                    let width = rows.iter().map(|row| row[column].chars().count()).max();
                    let _ = write!(line, "{cell:<width$}  ", width = width.unwrap_or(0).max(9));
                }
                let _ = writeln!(out, "{}", line.trim_end());
            }
        }
        out
    }

    /// `STUFE_UPDATE_SNAPSHOTS=1 cargo test -p desk status` rewrites the file on purpose.
    #[test]
    fn every_command_does_to_every_status_what_was_agreed() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/statuses.txt");
        if option_env!("STUFE_UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, table()).unwrap();
        }
        let agreed = std::fs::read_to_string(path).unwrap();
        assert_eq!(table(), agreed, "a rule changed: check it, then update statuses.txt");
    }

    #[test]
    fn the_table_has_every_verb_and_every_status() {
        let verbs: Vec<_> = commands().iter().map(Command::verb).collect();
        assert_eq!(verbs, Command::VERBS);
        for stage in stages() {
            let ticket = scene(&stage).ticket().clone();
            let merged = ticket.merged.is_some();
            assert_eq!(if merged { "merged" } else { ticket.status.as_str() }, stage.0);
        }
    }

    #[test]
    fn the_first_thing_an_agent_does_opens_a_ticket_and_only_that() {
        let mut bench = Bench::new();
        bench.check(ADA, change::Change::default(), "nothing").check(
            ADA,
            up(APPS),
            "opened + escalated",
        );
        bench.does(Origin::Rule, sideways_by_rule());
        assert_eq!(bench.ticket().status, Status::New, "a rule is no agent");
        bench.does(RITA, message::Write { body: some("Hello?"), ..message::Write::default() });
        assert_eq!(bench.ticket().status, Status::New, "nor is the requester");
        bench.does(BOB, reply()).check(BOB, up(APPS), "escalated");
    }

    fn sideways_by_rule() -> transfer::Transfer {
        let reason = Some(crate::values::TransferReason::Rule);
        transfer::Transfer { reason, ..sideways(crate::ticket::testing::FRONT) }
    }

    #[test]
    fn a_ticket_opens_before_its_hand_over_is_rated() {
        let mut bench = Bench::new();
        let mut by_hand = up(NETWORK);
        by_hand.reason = Some(crate::values::EscalationReason::Rule);
        bench.does(Origin::Rule, by_hand);
        // Only the order matters here: say that a person had written it.
        let timeline = bench.timelines.get_mut(&OTHER).unwrap();
        timeline.ticket.hand_over.as_mut().unwrap().generated = false;
        let rating = Some(crate::values::Rating::Complete);
        let events = bench.run(CLEO, take::Take { rating }).unwrap();
        let kinds: Vec<_> = events.iter().map(Event::kind).collect();
        assert_eq!(kinds, ["opened", "hand_over_rated", "taken"]);
        assert!(matches!(events[1], Event::HandOverRated(HandOverRated { .. })));
    }
}
