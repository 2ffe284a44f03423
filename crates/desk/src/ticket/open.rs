//! Open: a need becomes a ticket with a team. A call can be taken and solved in one step.

mod place;

use place::{contact, place};

use super::confidential::{self, Readers, Restricted};
use super::event::{Audience, Fact, Stamp};
use super::glance::Glance;
use super::hold::Step;
use super::message::{Manner, PublicMessage, RequesterWrote};
use super::resolve::{self, Resolve, Resolved};
use super::take::Taken;
use super::{Event, Ticket, change, link};
use crate::access::{Action, DeskAction, Relation, allows, can_desk, role_of};
use crate::actor::Context;
use crate::attachment::{self, Offered};
use crate::directory::Team;
use crate::ids::{PersonId, ServiceId, TeamId, TicketNumber};
use crate::limits::{BODY_MAX, NAME_MAX, SUBJECT_MAX};
use crate::priority::Priority;
use crate::refusal::{Problems, Refusal};
use crate::routing::Route;
use crate::text::Text;
use crate::time::Timestamp;
use crate::values::{Channel, Kind, Level, LinkKind, Role, Status, Tier};
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
    /// The team that gets it; without one an agent's own, else the router chooses.
    pub team: Option<TeamId>,
    /// The router chooses, also for an agent who has a team.
    pub routed: Option<Routed>,
    /// Labels.
    pub tags: BTreeSet<String>,
    /// Custom fields.
    pub fields: BTreeMap<String, Text>,
    /// Tickets it belongs with: what it was split from, or what it continues.
    pub links: Vec<(LinkKind, TicketNumber)>,
    /// Files that go with the requester's words; with any, words may be missing.
    pub attachments: Vec<Offered>,
    /// Confidential from the start, and who sees it besides the team that gets it. What a
    /// requester asks for so is for that team alone.
    pub confidential: Option<Readers>,
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
            routed: None,
            tags: BTreeSet::new(),
            fields: BTreeMap::new(),
            links: Vec::new(),
            attachments: Vec::new(),
            confidential: None,
            resolve: None,
        }
    }
}

/// Asks the router for the team, where it is not asked anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Routed;

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
            left: BTreeMap::new(),
            confidential: None,
            waiting: None,
            replied: false,
            glance: Glance::default(),
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
pub fn open(mut command: Open, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let mut problems = Problems::new();
    check(&command, context, &mut problems);
    let offered = std::mem::take(&mut command.attachments);
    let attachments = attachment::taken(offered, context, &mut problems);
    let requester = problems.need("requester", command.requester, "Say who has the need.");
    let placed = place(&command, context, &mut problems);
    let solved = solved(&command, placed.as_ref().map(|(team, _)| *team), context, &mut problems);
    problems.finish("ticket_incomplete", "The ticket cannot be opened.")?;
    let readers = readers(&command, context);
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
    if let Some(mut readers) = readers {
        readers.teams.insert(team.id);
        events.push(Restricted { readers }.into());
    }
    let body = command.body.filter(|body| !body.is_blank());
    if body.is_some() || !attachments.is_empty() {
        let body = PublicMessage(body.unwrap_or_else(Text::none));
        events.push(RequesterWrote { body, manner: Manner::Concern, attachments }.into());
    }
    events.extend(command.links.into_iter().map(|(kind, to)| link::Linked { to, kind }.into()));
    events.extend(solved);
    Ok(events)
}

/// Who sees it, when it is confidential: those named, and the teams of a confidential service.
fn readers(command: &Open, context: &Context<'_>) -> Option<Readers> {
    let of_service = confidential::readers_of(command.service, context);
    match (command.confidential.clone(), of_service) {
        (Some(mut named), Some(of_service)) => {
            named.teams.extend(of_service.teams);
            Some(named)
        }
        (named, of_service) => named.or(of_service),
    }
}

fn check(command: &Open, context: &Context<'_>, problems: &mut Problems) {
    problems.need_text("subject", command.subject.as_ref(), "Say in a line what it is about.");
    super::message::limit(problems, "subject", command.subject.as_ref(), SUBJECT_MAX);
    if !context.importing() && !attachment::say_enough(command, context) {
        problems.need_text("body", command.body.as_ref(), "Describe what is needed.");
    }
    super::message::limit(problems, "body", command.body.as_ref(), BODY_MAX);
    if command.channel == Channel::Import && !context.importing() {
        problems.add("channel", "reserved", "This channel is kept for imports.");
    }
    if command.contacted_at.is_some_and(|at| at > context.now) {
        problems.add("contacted_at", "in_the_future", "The contact cannot lie ahead.");
    }
    if command.service.is_some_and(|id| !context.may_choose(id, &command.links)) {
        problems.add("service", "unknown", "There is no such service.");
    }
    if command.asset.as_ref().is_some_and(|asset| asset.chars().count() > NAME_MAX) {
        problems.add("asset", "too_long", format!("At most {NAME_MAX} characters."));
    }
    if let Some(readers) = &command.confidential {
        confidential::check(readers, context, problems);
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
        // What continues a ticket, or was split from one, stays where that was.
        let continues = !command.links.is_empty();
        if command.confidential.as_ref().is_some_and(|it| *it != Readers::default()) && !continues {
            problems.add("confidential", "forbidden", "The desk says who sees your request.");
        }
        if command.team.is_some() && !continues {
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
        if role_of(context.directory, agent) == Role::Trainee {
            let message = "Trainees do not answer requesters: leave the solution to the team.";
            problems.add("resolve", "forbidden", message);
        } else {
            let message = "To solve it at once, name one of your own teams.";
            problems.add("team", "not_a_member", message);
        }
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
    let as_one = |relation| allows(role_of(directory, agent), relation, Action::Resolve);
    let member = directory.is_member(agent, team.id);
    member && as_one(Relation::Holder) || inside && as_one(Relation::Inside)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::RouteReason;
    use crate::ticket::testing::{
        ADA, APPS, BOB, Bench, By, CAN, CLEO, FRONT, HOTLINE, LEA, MAIL, MIA, NETWORK, NIGHT,
        NO_TEAM, NORA, RITA, RON, VPN, imported, need, solution, some, text, told,
    };
    use crate::time::Span;
    use crate::values::{Origin, ResolutionCode};

    #[track_caller]
    fn check(by: impl Into<By>, command: Open, expected: &str) {
        assert_eq!(told(&Bench::empty().open(by, command)), expected);
    }

    const OPENED: &str = "created + requester_wrote";

    #[test]
    fn a_ticket_lists_everything_it_lacks() {
        let long = |max: usize| "x".repeat(max + 1);
        check(RITA, need(RITA), OPENED);
        let missing = "ticket_incomplete: subject required, body required, requester required";
        check(RITA, Open::by(Channel::Portal), missing);
        check(ADA, Open::by(Channel::Phone), missing);
        let ahead = Bench::empty().now + Span::seconds(1);
        let command = Open {
            subject: some(&long(SUBJECT_MAX)),
            body: some(" "),
            channel: Channel::Import,
            contacted_at: Some(ahead),
            service: Some(ServiceId(77)),
            asset: Some(long(NAME_MAX)),
            tags: [String::new()].into(),
            fields: [("Room".to_owned(), text(&long(BODY_MAX)))].into(),
            team: Some(NO_TEAM),
            ..need(RITA)
        };
        check(
            ADA,
            command,
            "ticket_incomplete: subject too_long, body required, channel reserved, contacted_at \
             in_the_future, service unknown, asset too_long, tags invalid, fields.Room too_long, \
             team unknown",
        );
    }

    #[test]
    fn a_requester_asks_for_themselves_and_the_desk_chooses() {
        let now = Bench::empty().now;
        let command = Open {
            requester: Some(RON),
            team: Some(HOTLINE),
            resolve: Some(solution()),
            contacted_at: Some(now),
            ..need(RON)
        };
        check(
            RITA,
            command.clone(),
            "ticket_incomplete: requester forbidden, team forbidden, resolve forbidden, \
             contacted_at forbidden, team not_a_member",
        );
        check(ADA, command, "created + requester_wrote + opened + taken + resolved");
        // A mail arrives: the desk opens it for whoever wrote.
        check(By { actor: crate::actor::Actor::Desk, origin: Origin::Command }, need(RON), OPENED);
    }

    #[test]
    fn it_starts_new_with_what_was_said() {
        let mut bench = Bench::empty();
        let command = Open {
            impact: Some(Level::High),
            tags: ["vip".to_owned()].into(),
            fields: [("Room".to_owned(), text("7"))].into(),
            asset: Some("PC-7".into()),
            contacted_at: Some(bench.now),
            ..need(RITA)
        };
        bench.opens(ADA, command);
        let ticket = bench.ticket();
        assert_eq!((ticket.status, ticket.assignee), (Status::New, None));
        assert_eq!((ticket.kind, ticket.priority), (Kind::Incident, Priority(2)));
        assert_eq!((ticket.requester, ticket.channel), (RITA, Channel::Portal));
        assert_eq!((ticket.subject.as_str(), ticket.version), ("No mail", 2));
        assert_eq!(ticket.fields["Room"], "7");
        assert_eq!((ticket.resolved_at, ticket.closed_at), (None, None));
        assert_eq!((ticket.created_at, ticket.updated_at), (bench.now, bench.now));
    }

    #[test]
    fn the_first_team_is_named_or_ones_own_or_routed() {
        let at_once = || Some(solution());
        let by_router = Some(RouteReason::DefaultOfTier);
        let by_service = Some(RouteReason::ServesService);
        let plain = || need(RITA);
        for (by, command, team, reason) in [
            // Nobody of the desk: the router decides.
            (RITA, plain(), HOTLINE, by_router),
            (RITA, Open { service: Some(MAIL), ..plain() }, FRONT, by_service),
            (RITA, Open { service: Some(VPN), ..plain() }, NIGHT, by_service),
            // Whoever takes a call keeps it on tier 1, if the team serves it.
            (ADA, plain(), HOTLINE, None),
            (BOB, plain(), FRONT, None),
            (BOB, Open { service: Some(MAIL), ..plain() }, FRONT, None),
            (ADA, Open { service: Some(MAIL), ..plain() }, FRONT, by_service),
            (CAN, plain(), FRONT, None),
            (NORA, plain(), NIGHT, None),
            // Not for a need of their own.
            (BOB, need(BOB), HOTLINE, by_router),
            // Above tier 1 only when it is solved at once.
            (CLEO, plain(), HOTLINE, by_router),
            (CLEO, Open { resolve: at_once(), ..plain() }, NETWORK, None),
            (CAN, Open { resolve: at_once(), ..plain() }, FRONT, None),
            (CLEO, Open { service: Some(MAIL), resolve: at_once(), ..plain() }, NETWORK, None),
            // Or it is left to the router, or said where.
            (BOB, Open { routed: Some(Routed), ..plain() }, HOTLINE, by_router),
            (ADA, Open { team: Some(APPS), ..plain() }, APPS, None),
        ] {
            let mut bench = Bench::empty();
            bench.opens(by, command.clone());
            let (Event::Created(created), _) = &bench.timelines[&bench.on].events[0] else {
                panic!()
            };
            let why = created.route.as_ref().map(|route| route.reason);
            assert_eq!((created.team, why), (team, reason), "{by} {command:?}");
            assert_eq!(bench.ticket().tier, bench.directory.teams[&team].tier);
        }
    }

    #[test]
    fn the_contact_is_the_first_team_or_the_default_of_tier_1() {
        for (team, contact) in [(FRONT, FRONT), (NIGHT, NIGHT), (NETWORK, HOTLINE)] {
            assert_eq!(Bench::at(team).ticket().contact_team, contact);
        }
    }

    #[test]
    fn a_desk_without_a_first_tier_starts_on_its_lowest() {
        let mut bench = Bench::empty();
        bench.directory.teams.retain(|_, team| team.tier > Tier::FIRST);
        bench.opens(RITA, need(RITA));
        assert_eq!((bench.ticket().team, bench.ticket().contact_team), (NETWORK, NETWORK));

        bench.directory.teams.clear();
        let refused = told(&bench.open(RITA, need(RITA)));
        assert_eq!(refused, "ticket_incomplete: team no_team");
    }

    #[test]
    fn a_call_is_taken_and_solved_in_one_step() {
        let solved = || Open { resolve: Some(solution()), ..need(RITA) };
        let mut bench = Bench::empty();
        let all = "created + requester_wrote + opened + taken + resolved";
        assert_eq!(told(&bench.open(ADA, solved())), all);
        let ticket = bench.ticket();
        assert_eq!((ticket.status, ticket.assignee), (Status::Resolved, Some(ADA)));
        assert_eq!(ticket.resolved_at, Some(bench.now));

        let at = |team| Open { team: Some(team), ..solved() };
        check(BOB, at(HOTLINE), "ticket_incomplete: team not_a_member");
        check(LEA, at(NETWORK), all);
        check(MIA, at(NETWORK), all);
        check(NORA, at(NETWORK), "ticket_incomplete: team not_a_member");
        let nothing = Resolve { solution: None, code: None };
        check(
            ADA,
            Open { resolve: Some(nothing), ..need(RITA) },
            "ticket_incomplete: resolve.code required, resolve.solution required",
        );
        let reserved = Resolve { solution: None, code: Some(ResolutionCode::Imported) };
        let command = Open { resolve: Some(reserved), ..need(RITA) };
        check(ADA, command.clone(), "ticket_incomplete: resolve.code reserved");
        check(imported(RON), command.clone(), all);
        check(Origin::Import, command, "created + requester_wrote + opened + resolved");
    }

    #[test]
    fn an_import_knows_less_and_may_name_what_is_gone() {
        let bare = || Open { body: None, channel: Channel::Import, ..need(RITA) };
        check(Origin::Import, bare(), "created");
        let mut bench = Bench::empty();
        bench.retires(FRONT, HOTLINE);
        let at = || Open { team: Some(FRONT), ..bare() };
        assert_eq!(told(&bench.open(Origin::Import, at())), "created");
        let live = Open { team: Some(FRONT), ..need(RITA) };
        assert_eq!(told(&bench.open(LEA, live)), "ticket_incomplete: team unknown");
        assert_eq!(told(&bench.open(CAN, need(RITA))), OPENED);
        assert_eq!(bench.ticket().team, HOTLINE, "their own team is retired");
    }

    #[test]
    fn it_can_continue_another_ticket() {
        let mut bench = Bench::new();
        let links = vec![(LinkKind::SuccessorOf, bench.on)];
        let kinds = told(&bench.open(RITA, Open { links: links.clone(), ..need(RITA) }));
        assert_eq!(kinds, "created + requester_wrote + linked");
        assert_eq!(bench.ticket().links, links.into_iter().collect());
    }

    #[test]
    fn a_retired_service_cannot_be_chosen_and_what_is_about_it_goes_on() {
        let mut bench = Bench::new();
        bench.directory.services.get_mut(&MAIL).unwrap().active = false;
        let about = || Open { service: Some(MAIL), ..need(RITA) };
        let refused = "ticket_incomplete: service unknown";
        assert_eq!(told(&bench.open(RITA, about())), refused);
        let related = vec![(LinkKind::Related, bench.on)];
        assert_eq!(told(&bench.open(RITA, Open { links: related, ..about() })), refused);
        let links = vec![(LinkKind::SuccessorOf, bench.on)];
        bench.opens(RITA, Open { links, ..about() });
        assert_eq!(bench.ticket().service, Some(MAIL));
        bench.opens(Origin::Import, Open { team: Some(HOTLINE), ..about() });
    }

    #[test]
    fn only_an_import_begins_a_ticket_by_itself() {
        let mut bench = Bench::new();
        bench.check(ADA, Begin, "forbidden").check(Origin::Sweep, Begin, "forbidden");
        bench.does(imported(ADA), Begin);
        assert_eq!(bench.ticket().status, Status::Open);
        bench.check(imported(ADA), Begin, "nothing");
    }
}
