//! A ticket as answers show it: to the desk, to its requester, or not at all. Three types, so that
//! nothing of the desk's can slip into a requester's answer.

use super::own::{self, OwnTicket};
use crate::api::language::Language;
use crate::api::names::Names;
use crate::api::time::At;
use crate::api::words::{
    ChannelWord, ComplexityWord, KindWord, LevelWord, LinkKindWord, RatingWord, StatusWord,
    WaitReasonWord,
};
use crate::api::write::{Answer, Head};
use axum::http::StatusCode;
use desk::access::{Action, can};
use desk::directory::Directory;
use desk::ids::{EventSeq, PersonId, TicketNumber};
use desk::priority::Priority;
use desk::ticket::Ticket;
use desk::time::Timestamp;
use desk::values::{Channel, Complexity, Kind, Level, LinkKind, Rating, Status, Tier, WaitReason};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::db::DbError;
use store::{Failure, Ledger};
use utoipa::ToSchema;

/// How much of a ticket somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    /// Nothing.
    Hidden,
    /// What its requester sees.
    Own,
    /// What the desk sees.
    Desk,
}

/// How much of this ticket this person sees.
pub(crate) fn shape(
    directory: &Directory,
    person: PersonId,
    ticket: &Ticket,
    now: Timestamp,
) -> Shape {
    if can(directory, person, Action::Read, ticket, now) {
        Shape::Desk
    } else if can(directory, person, Action::Follow, ticket, now) {
        Shape::Own
    } else {
        Shape::Hidden
    }
}

/// A ticket, as far as the caller may see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AnyTicket)]
pub(crate) enum TicketView {
    /// To those who work at the desk.
    Desk(Box<DeskTicket>),
    /// To its requester.
    Own(Box<OwnTicket>),
    /// To those whom their own command has taken the ticket out of sight.
    Hidden(HiddenTicket),
}

/// A ticket that the caller's own command has moved out of their sight.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HiddenTicket {
    /// Its number.
    #[schema(value_type = i64)]
    number: TicketNumber,
    /// Its version.
    version: EventSeq,
}

/// A ticket as the desk sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Ticket)]
pub(crate) struct DeskTicket {
    /// Its number, as people see it (`#1042`).
    #[schema(value_type = i64)]
    number: TicketNumber,
    /// Incident or request.
    #[schema(value_type = KindWord)]
    kind: Kind,
    /// One line that says what it is about.
    subject: String,
    /// Where it is in its life.
    #[schema(value_type = StatusWord)]
    status: Status,
    /// What it waits for, while it waits.
    waiting: Option<WaitingView>,
    /// The tier of the team that holds it.
    #[schema(value_type = i64, minimum = 1, maximum = 5)]
    tier: Tier,
    /// The one team that holds it.
    team: String,
    /// The address of the agent who has it.
    assignee: Option<String>,
    /// Their name.
    assignee_name: Option<String>,
    /// The tier-1 team that answers to the requester.
    contact_team: String,
    /// The teams below and with the holder, rising in tier; the last is the holder.
    path: Vec<String>,
    /// The address of the person with the need; their name when they have none.
    requester: String,
    /// Their name.
    requester_name: String,
    /// Their id.
    #[schema(value_type = i64)]
    requester_id: PersonId,
    /// How it came in.
    #[schema(value_type = ChannelWord)]
    channel: Channel,
    /// The service it is about.
    service: Option<String>,
    /// The thing it is about.
    asset: Option<String>,
    /// How many are hit, how hard.
    #[schema(value_type = LevelWord)]
    impact: Level,
    /// How soon it hurts.
    #[schema(value_type = LevelWord)]
    urgency: Level,
    /// 1 (most urgent) to 4.
    #[schema(value_type = i64, minimum = 1, maximum = 4)]
    priority: Priority,
    /// Which tier it needs, once somebody said so.
    #[schema(value_type = Option<ComplexityWord>)]
    complexity: Option<Complexity>,
    /// Labels.
    tags: BTreeSet<String>,
    /// Custom fields.
    fields: BTreeMap<String, String>,
    /// What has to happen by when.
    clocks: Vec<Clock>,
    /// Who sees it, while it is confidential.
    confidential: Option<ReadersView>,
    /// Other tickets it belongs with.
    links: Vec<LinkView>,
    /// The ticket it was merged into.
    #[schema(value_type = Option<i64>)]
    merged_into: Option<TicketNumber>,
    /// The hand-over that brought it to its holder.
    hand_over: Option<HandOverView>,
    /// Questions in the house that are not answered yet.
    open_questions: Vec<QuestionView>,
    /// Hierarchical escalations nobody has acknowledged yet.
    open_raises: Vec<RaiseView>,
    /// When it was created.
    #[schema(value_type = At)]
    created_at: At,
    /// When it last changed.
    #[schema(value_type = At)]
    updated_at: At,
    /// When it was last resolved; none while it is live.
    #[schema(value_type = Option<At>)]
    resolved_at: Option<At>,
    /// When it was closed.
    #[schema(value_type = Option<At>)]
    closed_at: Option<At>,
    /// Counts its events; the same as in its `ETag`.
    version: EventSeq,
}

/// What a ticket waits for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Waiting)]
pub(crate) struct WaitingView {
    /// What for.
    #[schema(value_type = WaitReasonWord)]
    reason: WaitReason,
    /// When it wakes by itself.
    #[schema(value_type = Option<At>)]
    until: Option<At>,
    /// True when the requester asked for the date.
    requester_asked: bool,
}

/// A running or finished measure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Clock {
    /// What it measures.
    kind: String,
    /// Running, paused, met, missed …
    state: String,
    /// When it falls due; none while it is paused.
    #[schema(value_type = Option<At>)]
    due_at: Option<At>,
    /// Seconds counted.
    elapsed_s: i64,
    /// Seconds allowed.
    target_s: i64,
    /// True once it went over its target.
    breached: bool,
}

/// Who sees a confidential ticket besides its requester.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Readers)]
pub(crate) struct ReadersView {
    /// Teams, with all their members.
    teams: Vec<String>,
    /// People, by their addresses.
    people: Vec<String>,
}

/// A link to another ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TicketLink)]
pub(crate) struct LinkView {
    /// The other ticket.
    #[schema(value_type = i64)]
    to: TicketNumber,
    /// How they belong together, read from this ticket.
    #[schema(value_type = LinkKindWord)]
    kind: LinkKind,
}

/// The hand-over a holder has received.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReceivedHandOver)]
pub(crate) struct HandOverView {
    /// The event of the timeline that brought it.
    seq: EventSeq,
    /// Who wrote it.
    by: Option<String>,
    /// True when a rule or contract wrote it.
    generated: bool,
    /// The rating, once it was given.
    #[schema(value_type = Option<RatingWord>)]
    rating: Option<Rating>,
}

/// An open question in the house.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OpenQuestion)]
pub(crate) struct QuestionView {
    /// The event of the timeline that asked.
    seq: EventSeq,
    /// The person asked.
    person: Option<String>,
    /// The team asked.
    team: Option<String>,
}

/// A hierarchical escalation that waits for an acknowledgement.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OpenRaise)]
pub(crate) struct RaiseView {
    /// The event of the timeline that raised.
    seq: EventSeq,
    /// Who was told.
    told: Vec<String>,
}

/// The ticket as this person may see it.
pub(crate) fn show(
    names: &mut Names<'_, '_>,
    person: PersonId,
    ticket: &Ticket,
    language: Language,
) -> Result<(Shape, TicketView), Failure> {
    let shape = shape(&names.directory, person, ticket, names.now);
    let view = match shape {
        Shape::Desk => TicketView::Desk(Box::new(desk(names, ticket)?)),
        Shape::Own => TicketView::Own(Box::new(own::ticket(names, ticket, language)?)),
        Shape::Hidden => {
            TicketView::Hidden(HiddenTicket { number: ticket.number, version: ticket.version })
        }
    };
    Ok((shape, view))
}

fn desk(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<DeskTicket, DbError> {
    let requester = names.person(ticket.requester)?;
    let assignee = ticket.assignee.map(|id| names.person(id)).transpose()?;
    let (assignee, assignee_name) = assignee.map(|it| (it.email, it.name)).unzip();
    Ok(DeskTicket {
        number: ticket.number,
        kind: ticket.kind,
        subject: ticket.subject.clone(),
        status: ticket.status,
        waiting: ticket.waiting.map(|waiting| WaitingView {
            reason: waiting.on,
            until: waiting.until.map(At),
            requester_asked: waiting.requester_asked.is_some(),
        }),
        tier: ticket.tier,
        team: names.team(ticket.team),
        assignee,
        assignee_name,
        contact_team: names.team(ticket.contact_team),
        path: ticket.path.iter().map(|step| names.team(step.team)).collect(),
        requester: requester.email,
        requester_name: requester.name,
        requester_id: ticket.requester,
        channel: ticket.channel,
        service: ticket.service.map(|id| names.service(id)),
        asset: ticket.asset.clone(),
        impact: ticket.impact,
        urgency: ticket.urgency,
        priority: ticket.priority,
        complexity: ticket.complexity,
        tags: ticket.tags.clone(),
        fields: ticket.fields.clone(),
        clocks: Vec::new(),
        confidential: readers(names, ticket)?,
        links: links(names, ticket)?,
        merged_into: match ticket.merged.map(|rest| rest.into) {
            Some(into) if names.knows_of(into)? => Some(into),
            _ => None,
        },
        hand_over: hand_over(names, ticket)?,
        open_questions: questions(names, ticket)?,
        open_raises: raises(names, ticket)?,
        created_at: At(ticket.created_at),
        updated_at: At(ticket.updated_at),
        resolved_at: ticket.resolved_at.map(At),
        closed_at: ticket.closed_at.map(At),
        version: ticket.version,
    })
}

/// The links to tickets that whoever asks may know of.
fn links(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Vec<LinkView>, DbError> {
    let mut seen = Vec::new();
    for (kind, to) in &ticket.links {
        if names.knows_of(*to)? {
            seen.push(LinkView { to: *to, kind: *kind });
        }
    }
    Ok(seen)
}

fn readers(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Option<ReadersView>, DbError> {
    let Some(readers) = &ticket.confidential else { return Ok(None) };
    let teams = readers.teams.iter().map(|id| names.team(*id)).collect();
    let people = readers.people.iter().map(|id| names.email(*id)).collect::<Result<_, _>>()?;
    Ok(Some(ReadersView { teams, people }))
}

fn hand_over(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Option<HandOverView>, DbError> {
    let Some(received) = ticket.hand_over else { return Ok(None) };
    let by = received.by.map(|id| names.email(id)).transpose()?;
    let (seq, generated, rating) = (received.seq, received.generated, received.rating);
    Ok(Some(HandOverView { seq, by, generated, rating }))
}

fn questions(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Vec<QuestionView>, DbError> {
    let each = ticket.questions.iter().map(|(seq, question)| {
        let person = question.person.map(|id| names.email(id)).transpose()?;
        let team = question.team.map(|id| names.team(id));
        Ok(QuestionView { seq: *seq, person, team })
    });
    each.collect()
}

fn raises(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Vec<RaiseView>, DbError> {
    let each = ticket.raises.iter().map(|(seq, raise)| {
        let told = raise.told.iter().map(|id| names.email(*id)).collect::<Result<_, _>>()?;
        Ok(RaiseView { seq: *seq, told })
    });
    each.collect()
}

/// The address of a ticket.
pub(crate) fn location(number: TicketNumber) -> String {
    format!("/api/v1/tickets/{number}")
}

/// The answer to a change: the ticket as it is now, to whoever changed it.
pub(crate) fn answer(
    ledger: &mut Ledger<'_, '_>,
    person: PersonId,
    number: TicketNumber,
    status: StatusCode,
    language: Language,
) -> Result<Answer, Failure> {
    let ticket = ledger.ticket(number)?.clone();
    let directory = ledger.shared_directory();
    let now = ledger.by().now;
    let mut names = Names::new(ledger.tx(), directory, person, now);
    let (shape, view) = show(&mut names, person, &ticket, language)?;
    let body = serde_json::to_value(view).map_err(Failure::fault)?;
    let head = Head {
        location: (status == StatusCode::CREATED).then(|| location(number)),
        version: Some(ticket.version),
        tickets: vec![(number, shape)],
        right: None,
    };
    Ok(Answer { status, head, body })
}
