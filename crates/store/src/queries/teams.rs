//! Teams and services.

use super::{json, sql, to_json};
use crate::db::{DbError, Tx};
use crate::values;
use desk::directory::{Service, Team};
use desk::ids::{ServiceId, TeamId};
use desk::values::Tier;

sql! {
    TEAMS = "SELECT id, name, tier, provider, checklist, successor FROM teams ORDER BY id";
    ADD_TEAM = "INSERT INTO teams (id, name, tier, provider, checklist, successor) \
        VALUES ($1, $2, $3, $4, $5, NULL)";
    RETIRE_TEAM = "UPDATE teams SET successor = $2 WHERE id = $1";
    SERVICES = "SELECT id, name, teams FROM services ORDER BY id";
    ADD_SERVICE = "INSERT INTO services (id, name, teams) VALUES ($1, $2, $3)";
}

pub(crate) fn teams(tx: &mut Tx<'_>) -> Result<Vec<Team>, DbError> {
    tx.query(TEAMS, &[], |row| {
        Ok(Team {
            id: TeamId(row.get(0)?),
            name: row.get(1)?,
            tier: Tier::try_from(row.get::<i64>(2)?).map_err(DbError::Fault)?,
            provider: row.get(3)?,
            checklist: json(&row.get::<String>(4)?)?,
            successor: row.get::<Option<i64>>(5)?.map(TeamId),
        })
    })
}

pub(crate) fn add_team(tx: &mut Tx<'_>, team: &Team) -> Result<(), DbError> {
    let checklist = to_json(&team.checklist)?;
    let tier = i64::from(team.tier.0);
    let values = values![team.id.0, &team.name, tier, team.provider.as_ref(), checklist];
    tx.execute(ADD_TEAM, values).map(drop)
}

pub(crate) fn retire_team(tx: &mut Tx<'_>, team: TeamId, successor: TeamId) -> Result<(), DbError> {
    tx.execute(RETIRE_TEAM, values![team.0, successor.0]).map(drop)
}

pub(crate) fn services(tx: &mut Tx<'_>) -> Result<Vec<Service>, DbError> {
    tx.query(SERVICES, &[], |row| {
        let (id, name) = (ServiceId(row.get(0)?), row.get(1)?);
        Ok(Service { id, name, teams: json(&row.get::<String>(2)?)? })
    })
}

pub(crate) fn add_service(tx: &mut Tx<'_>, service: &Service) -> Result<(), DbError> {
    let teams = to_json(&service.teams)?;
    tx.execute(ADD_SERVICE, values![service.id.0, &service.name, teams]).map(drop)
}
