//! Open: a need becomes a ticket with a team. A call can be taken and solved in one step.

use super::event::{Audience, Fact, Stamp};
use super::hold::Step;
use super::message::{Manner, PublicMessage, RequesterWrote};
use super::resolve::{self, Resolve, Resolved};
use super::take::Taken;
use super::{Event, Ticket, change, link};
use crate::access::{Action, DeskAction, Relation, allows, can_desk, role_of};
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::{PersonId, ServiceId, TeamId, TicketNumber};
use crate::limits::{BODY_MAX, NAME_MAX, SUBJECT_MAX};
use crate::priority::Priority;
use crate::refusal::{Problems, Refusal};
use crate::routing::{Route, route};
use crate::text::Text;
use crate::time::Timestamp;
use crate::values::{Channel, Kind, Level, LinkKind, Status, Tier};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Open a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// One line that says what it is about.
    pub subject: Option<Text>,
    /// The need in the requester's words; an import need not have it.
    pub body: Option<Text>,
    /// Who has the need.
    pub requester: Option<PersonId>,
    /// How it came in.
    pub channel: Channel,
    /// When the contact really was, if it was not now.
    pub contacted_at: Option<Timestamp>,
    /// Incident or request; an incident unless said otherwise.
    pub kind: Option<Kind>,
    /// The service it is about.
    pub service: Option<ServiceId>,
    /// The thing it is about.
    pub asset: Option<String>,
    /// Missing is medium.
    pub impact: Option<Level>,
    /// Missing is medium.
    pub urgency: Option<Level>,
    /// The team that gets it; without one the router chooses.
    pub team: Option<TeamId>,
    /// Labels.
    pub tags: BTreeSet<String>,
    /// Custom fields.
    pub fields: BTreeMap<String, Text>,
    /// Tickets it belongs with: what it was split from, or what it continues.
    pub links: Vec<(LinkKind, TicketNumber)>,
    /// Solved in the same step.
    pub resolve: Option<Resolve>,
}

impl Open {
    /// Nothing said yet but the channel.
    #[must_use]
    pub fn by(channel: Channel) -> Open {
        Open {
            subject: None,
            body: None,
            requester: None,
            channel,
            contacted_at: None,
            kind: None,
            service: None,
            asset: None,
            impact: None,
            urgency: None,
            team: None,
            tags: BTreeSet::new(),
            fields: BTreeMap::new(),
            links: Vec::new(),
            resolve: None,
        }
    }
}

/// Makes a ticket that nobody has taken count as begun; only an import says so by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Begin;

/// The first event of every ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Incident or request.
    pub kind: Kind,
    /// What it is about.
    pub subject: Text,
    /// Who has the need.
    pub requester: PersonId,
    /// How it came in.
    pub channel: Channel,
    /// The service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// The impact.
    pub impact: Level,
    /// The urgency.
    pub urgency: Level,
    /// By the matrix.
    pub priority: Priority,
    /// The team that holds it first.
    pub team: TeamId,
    /// Its tier.
    pub tier: Tier,
    /// Who answers to the requester.
    pub contact_team: TeamId,
    /// Why this team, when the router chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// When the contact really was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted_at: Option<Timestamp>,
    /// Labels.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<String>,
    /// Custom fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Text>,
}

/// An agent has acted for the first time: `new → open`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {}

impl Created {
    /// The ticket this event makes.
    #[must_use]
    pub fn ticket(&self, number: TicketNumber, stamp: &Stamp) -> Ticket {
        Ticket {
            number,
            version: stamp.seq,
            kind: self.kind,
            status: Status::New,
            subject: self.subject.as_str().to_owned(),
            requester: self.requester,
            channel: self.channel,
            service: self.service,
            asset: self.asset.clone(),
            impact: self.impact,
            urgency: self.urgency,
            priority: self.priority,
            complexity: None,
            tags: self.tags.clone(),
            fields: words(&self.fields),
            team: self.team,
            tier: self.tier,
            assignee: None,
            path: vec![Step { team: self.team, tier: self.tier, sent_by: None }],
            contact_team: self.contact_team,
            contact_held: self.tier == Tier::FIRST,
            waiting: None,
            replied: false,
            hand_over: None,
            questions: BTreeMap::new(),
            raises: BTreeMap::new(),
            links: BTreeSet::new(),
            merged: None,
            created_at: stamp.at,
            updated_at: stamp.at,
            resolved_at: None,
            closed_at: None,
        }
    }
}

fn words(fields: &BTreeMap<String, Text>) -> BTreeMap<String, String> {
    fields.iter().map(|(name, text)| (name.clone(), text.as_str().to_owned())).collect()
}

impl Fact for Created {
    fn apply(&self, _ticket: &mut Ticket, _stamp: &Stamp) {}

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("subject", &mut self.subject);
        for (name, value) in &mut self.fields {
            visit(&format!("fields.{name}"), value);
        }
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Opened {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.status = Status::Open;
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

/// Decides on a new ticket.
///
/// # Errors
/// A [`Refusal`] that lists every missing or wrong field.
pub fn open(command: Open, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let mut problems = Problems::new();
    check(&command, context, &mut problems);
    let requester = problems.need("requester", command.requester, "Say who has the need.");
    let placed = place(&command, context, &mut problems);
    let solved = solved(&command, placed.as_ref().map(|(team, _)| *team), context, &mut problems);
    problems.finish("ticket_incomplete", "The ticket cannot be opened.")?;
    let Open { subject: Some(subject), .. } = command else { return Ok(Vec::new()) };
    let (Some(requester), Some((team, route))) = (requester, placed) else {
        return Ok(Vec::new());
    };
    let impact = command.impact.unwrap_or(Level::Medium);
    let urgency = command.urgency.unwrap_or(Level::Medium);
    let created = Created {
        kind: command.kind.unwrap_or(Kind::Incident),
        subject,
        requester,
        channel: command.channel,
        service: command.service,
        asset: command.asset,
        impact,
        urgency,
        priority: context.settings.matrix.priority(impact, urgency),
        team: team.id,
        tier: team.tier,
        contact_team: contact(team, context),
        route,
        contacted_at: command.contacted_at,
        tags: command.tags,
        fields: command.fields,
    };
    let mut events = vec![Event::from(created)];
    if let Some(body) = command.body.filter(|body| !body.is_blank()) {
        let body = PublicMessage(body);
        events.push(RequesterWrote { body, manner: Manner::Concern }.into());
    }
    events.extend(command.links.into_iter().map(|(kind, to)| link::Linked { to, kind }.into()));
    events.extend(solved);
    Ok(events)
}

fn check(command: &Open, context: &Context<'_>, problems: &mut Problems) {
    problems.need_text("subject", command.subject.as_ref(), "Say in a line what it is about.");
    super::message::limit(problems, "subject", command.subject.as_ref(), SUBJECT_MAX);
    if !context.importing() {
        problems.need_text("body", command.body.as_ref(), "Describe what is needed.");
    }
    super::message::limit(problems, "body", command.body.as_ref(), BODY_MAX);
    if command.channel == Channel::Import && !context.importing() {
        problems.add("channel", "reserved", "This channel is kept for imports.");
    }
    if command.contacted_at.is_some_and(|at| at > context.now) {
        problems.add("contacted_at", "in_the_future", "The contact cannot lie ahead.");
    }
    if command.service.is_some_and(|id| !context.directory.services.contains_key(&id)) {
        problems.add("service", "unknown", "There is no such service.");
    }
    if command.asset.as_ref().is_some_and(|asset| asset.chars().count() > NAME_MAX) {
        problems.add("asset", "too_long", format!("At most {NAME_MAX} characters."));
    }
    change::check_tags(&command.tags, problems);
    change::check_fields(&command.fields, &BTreeMap::new(), problems);
    let own = command.requester.is_some() && command.requester == context.actor.person();
    if let Some(person) = context.actor.person()
        && context.by_person()
        && !can_desk(role_of(context.directory, person), DeskAction::OpenForOthers)
    {
        if command.requester.is_some() && !own {
            problems.add("requester", "forbidden", "You can ask for yourself only.");
        }
        if command.team.is_some() {
            problems.add("team", "forbidden", "The desk chooses the team.");
        }
        if command.resolve.is_some() {
            problems.add("resolve", "forbidden", "Only an agent solves a ticket.");
        }
        if command.contacted_at.is_some() {
            problems.add("contacted_at", "forbidden", "Only an agent states this.");
        }
    }
}

/// The first team: the one named; else, for an agent who takes a call, their own tier-1 team; else
/// the router's choice on tier 1, or on the lowest tier there is.
fn place<'d>(
    command: &Open,
    context: &Context<'d>,
    problems: &mut Problems,
) -> Option<(&'d Team, Option<Route>)> {
    let directory = context.directory;
    if let Some(id) = command.team {
        let team = directory.team(id).filter(|team| team.is_active() || context.importing());
        if team.is_none() {
            problems.add("team", "unknown", "There is no such team, or it is retired.");
        }
        return team.map(|team| (team, None));
    }
    if let Some(team) = own_team(command, context) {
        return Some((team, None));
    }
    let tiers = (1..=Tier::MAX.0).map(Tier);
    let found = tiers.into_iter().find_map(|tier| route(directory, tier, command.service));
    if found.is_none() {
        problems.add("team", "no_team", "This desk has no team yet: add one first.");
    }
    let route = found?;
    Some((directory.team(route.team)?, Some(route)))
}

/// The team in which an agent keeps a ticket they open: one that serves the service, else their
/// lowest; above tier 1 only when they solve it at once.
fn own_team<'d>(command: &Open, context: &Context<'d>) -> Option<&'d Team> {
    let directory = context.directory;
    let person = context.actor.person().filter(|_| context.by_person())?;
    let agent = directory.agent(person).filter(|_| command.requester != Some(person))?;
    let mut own: Vec<&Team> =
        agent.teams.iter().filter_map(|id| directory.team(*id)).filter(|t| t.is_active()).collect();
    own.sort_by_key(|team| (team.tier, team.id));
    let service = command.service.and_then(|id| directory.services.get(&id));
    let serves = |team: &&Team| service.is_none_or(|s| s.teams.contains(&team.id));
    let fits = |team: &&Team| team.tier == Tier::FIRST || command.resolve.is_some();
    let best = own.iter().copied().filter(fits).find(serves);
    best.or_else(|| command.resolve.as_ref().and_then(|_| own.first().copied()))
}

/// The contact team: the first one if it sits on tier 1, else the desk's default of tier 1.
fn contact(team: &Team, context: &Context<'_>) -> TeamId {
    match team.tier {
        Tier::FIRST => team.id,
        _ => context.directory.default_team(Tier::FIRST).map_or(team.id, |contact| contact.id),
    }
}

/// The events of "taken and solved in one step".
fn solved(
    command: &Open,
    team: Option<&Team>,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Vec<Event> {
    let Some(solution) = &command.resolve else { return Vec::new() };
    let code = resolve::check(solution, "resolve.", context, problems);
    let agent: Option<PersonId> = context.actor.person();
    if let (Some(agent), Some(team)) = (agent, team)
        && context.by_person()
        && !may_solve(agent, team, context)
    {
        problems.add("team", "not_a_member", "To solve it at once, name one of your own teams.");
    }
    let Some(code) = code else { return Vec::new() };
    let words = solution.solution.clone().filter(|text| !text.is_blank()).map(PublicMessage);
    let mut events = vec![Event::from(Opened {})];
    events.extend(agent.map(|agent| Taken { agent }.into()));
    events.push(Resolved { solution: words, code }.into());
    events
}

fn may_solve(agent: PersonId, team: &Team, context: &Context<'_>) -> bool {
    let directory = context.directory;
    let inside = directory.agent(agent).is_some_and(|agent| !directory.is_outside(agent));
    let leads = allows(role_of(directory, agent), Relation::Inside, Action::Work);
    directory.is_member(agent, team.id) || inside && leads
}

pub(super) fn decide_begin(
    ticket: &Ticket,
    _command: Begin,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if !context.importing() {
        return Err(Refusal::forbidden("A ticket begins with the first thing an agent does."));
    }
    Ok(if ticket.status == Status::New { vec![Opened {}.into()] } else { Vec::new() })
}
