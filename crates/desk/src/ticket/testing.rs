//! A small desk to test with, and a bench on which its tickets are worked.
//!
//! | tier | teams |
//! | --- | --- |
//! | 1 | `HOTLINE` (default), `FRONT`, `NIGHT` (of a provider) |
//! | 2 | `NETWORK` (asks a checklist), `APPS` |
//! | 3 | `DEVELOPERS`, `DATA` |

mod bench;

pub(crate) use bench::{Bench, By, Timeline, Told, imported, told};

use super::escalate::Escalate;
use super::hand_over::Draft;
use super::message::Reply;
use super::open::Open;
use super::resolve::Resolve;
use super::r#return::Return;
use super::transfer::Transfer;
use super::wait::Wait;
use crate::directory::{Agent, Directory, Service, Team};
use crate::ids::{PersonId, ServiceId, TeamId};
use crate::text::Text;
use crate::values::{
    Channel, DeclineReason, EscalationReason, ResolutionCode, ReturnOutcome, Role, Tier,
    TransferReason, WaitReason,
};
use std::collections::BTreeMap;

pub(crate) const HOTLINE: TeamId = TeamId(1);
pub(crate) const FRONT: TeamId = TeamId(2);
pub(crate) const NIGHT: TeamId = TeamId(3);
pub(crate) const NETWORK: TeamId = TeamId(4);
pub(crate) const APPS: TeamId = TeamId(5);
pub(crate) const DEVELOPERS: TeamId = TeamId(6);
pub(crate) const DATA: TeamId = TeamId(7);
/// A team nobody has founded.
pub(crate) const NO_TEAM: TeamId = TeamId(99);

/// What `NETWORK` asks of a hand-over.
pub(crate) const CHECKLIST: [&str; 2] = ["Cable checked", "Site"];

/// In `HOTLINE`.
pub(crate) const ADA: PersonId = PersonId(1);
/// In `HOTLINE`.
pub(crate) const ALI: PersonId = PersonId(2);
/// In `FRONT`.
pub(crate) const BOB: PersonId = PersonId(3);
/// In `NIGHT`: of the provider.
pub(crate) const NORA: PersonId = PersonId(4);
/// In `NETWORK`.
pub(crate) const CLEO: PersonId = PersonId(5);
/// In `FRONT` and `APPS`: of two tiers.
pub(crate) const CAN: PersonId = PersonId(6);
/// In `DEVELOPERS`.
pub(crate) const DAN: PersonId = PersonId(7);
/// In `DATA` and `DEVELOPERS`.
pub(crate) const DORA: PersonId = PersonId(8);
/// Lead of `HOTLINE`.
pub(crate) const LEA: PersonId = PersonId(9);
/// Admin, in no team.
pub(crate) const MIA: PersonId = PersonId(10);
/// A requester; most tickets are hers.
pub(crate) const RITA: PersonId = PersonId(21);
/// Another requester.
pub(crate) const RON: PersonId = PersonId(22);
/// A requester who never has a ticket.
pub(crate) const STRANGER: PersonId = PersonId(23);

/// Served by `FRONT` and `APPS`.
pub(crate) const MAIL: ServiceId = ServiceId(1);
/// Served by `NIGHT`, `NETWORK` and `DATA`.
pub(crate) const VPN: ServiceId = ServiceId(2);

/// A text, always with the same salt.
pub(crate) fn text(content: &str) -> Text {
    Text::new(content, [7; 16])
}

/// The same where a command may leave it out.
#[expect(clippy::unnecessary_wraps, reason = "it fills the optional fields of commands")]
pub(crate) fn some(content: &str) -> Option<Text> {
    Some(text(content))
}

/// The teams, people and services above.
pub(crate) fn directory() -> Directory {
    let team = |id, name: &str, tier| {
        let provider = (id == NIGHT).then(|| "Nachtwerk".to_owned());
        let checklist = if id == NETWORK { CHECKLIST.map(str::to_owned).to_vec() } else { vec![] };
        let name = name.to_owned();
        let reach = crate::values::Reach::House;
        (id, Team { id, name, tier: Tier(tier), provider, checklist, reach, successor: None })
    };
    let agent =
        |id, role, teams: &[TeamId]| (id, Agent { id, role, teams: teams.to_vec(), active: true });
    let service = |id, name: &str, teams: &[TeamId]| {
        let (name, teams) = (name.to_owned(), teams.to_vec());
        (id, Service { id, name, teams, confidential: false, active: true })
    };
    Directory {
        teams: BTreeMap::from([
            team(HOTLINE, "Hotline", 1),
            team(FRONT, "Front desk", 1),
            team(NIGHT, "Night", 1),
            team(NETWORK, "Network", 2),
            team(APPS, "Applications", 2),
            team(DEVELOPERS, "Developers", 3),
            team(DATA, "Databases", 3),
        ]),
        agents: BTreeMap::from([
            agent(ADA, Role::Agent, &[HOTLINE]),
            agent(ALI, Role::Agent, &[HOTLINE]),
            agent(BOB, Role::Agent, &[FRONT]),
            agent(NORA, Role::Agent, &[NIGHT]),
            agent(CLEO, Role::Agent, &[NETWORK]),
            agent(CAN, Role::Agent, &[FRONT, APPS]),
            agent(DAN, Role::Agent, &[DEVELOPERS]),
            agent(DORA, Role::Agent, &[DATA, DEVELOPERS]),
            agent(LEA, Role::Lead, &[HOTLINE]),
            agent(MIA, Role::Admin, &[]),
        ]),
        services: BTreeMap::from([
            service(MAIL, "Mail", &[FRONT, APPS]),
            service(VPN, "VPN", &[NIGHT, NETWORK, DATA]),
        ]),
        ..Directory::default()
    }
}

/// A need in a requester's words, as the portal sends it.
pub(crate) fn need(requester: PersonId) -> Open {
    Open {
        subject: some("No mail"),
        body: some("Since noon nothing comes in."),
        requester: Some(requester),
        ..Open::by(Channel::Portal)
    }
}

/// A complete escalation to a team.
pub(crate) fn up(team: TeamId) -> Escalate {
    let items = if team == NETWORK { CHECKLIST.as_slice() } else { &[] };
    let checklist = items.iter().map(|item| ((*item).to_owned(), text("yes"))).collect();
    Escalate {
        team: Some(team),
        reason: Some(EscalationReason::Skill),
        hand_over: Draft {
            findings: some("The router answers, the server does not."),
            question: some("Please look at the server."),
            checklist,
        },
        ..Escalate::default()
    }
}

/// A complete transfer to a team.
pub(crate) fn sideways(team: TeamId) -> Transfer {
    let reason = Some(TransferReason::WrongTeam);
    Transfer { team: Some(team), reason, ..Transfer::default() }
}

/// A complete return, to the next team down the path.
pub(crate) fn declined() -> Return {
    let reason = Some(DeclineReason::LowerTierCanSolve);
    Return { outcome: Some(ReturnOutcome::Declined), reason, ..Return::default() }
}

/// A complete wait.
pub(crate) fn wait_on(on: WaitReason) -> Wait {
    Wait { on: Some(on), ..Wait::default() }
}

/// A complete public reply.
pub(crate) fn reply() -> Reply {
    Reply { body: some("We are on it."), ..Reply::default() }
}

/// A complete solution.
pub(crate) fn solution() -> Resolve {
    Resolve {
        solution: some("Restarted the server."),
        code: Some(ResolutionCode::SolvedPermanently),
    }
}
