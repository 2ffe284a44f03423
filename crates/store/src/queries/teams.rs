//! Teams and services.

use super::{json, sql, to_json, word};
use crate::db::{DbError, Tx};
use crate::values;
use desk::directory::{Service, Team};
use desk::ids::{ServiceId, TeamId};
use desk::values::Tier;

sql! {
    TEAMS = "SELECT id, name, tier, provider, checklist, successor, reach FROM teams ORDER BY id";
    ADD_TEAM = "INSERT INTO teams (id, name, tier, provider, checklist, successor, reach) \
        VALUES ($1, $2, $3, $4, $5, NULL, $6)";
    UPDATE_TEAM = "UPDATE teams SET name = $2, provider = $3, checklist = $4, successor = $5, \
        reach = $6 WHERE id = $1";
    SERVICES = "SELECT id, name, teams, active, confidential FROM services ORDER BY id";
    ADD_SERVICE = "INSERT INTO services (id, name, teams, active, confidential) \
        VALUES ($1, $2, $3, 1, $4)";
    UPDATE_SERVICE = "UPDATE services SET name = $2, teams = $3, active = $4, confidential = $5 \
        WHERE id = $1";
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
            reach: word(&row.get::<String>(6)?)?,
        })
    })
}

pub(crate) fn add_team(tx: &mut Tx<'_>, team: &Team) -> Result<(), DbError> {
    let checklist = to_json(&team.checklist)?;
    let tier = i64::from(team.tier.0);
    let (provider, reach) = (team.provider.as_ref(), team.reach.as_str());
    let values = values![team.id.0, &team.name, tier, provider, checklist, reach];
    tx.execute(ADD_TEAM, values).map(drop)
}

pub(crate) fn update_team(tx: &mut Tx<'_>, team: &Team) -> Result<(), DbError> {
    let checklist = to_json(&team.checklist)?;
    let (provider, successor) = (team.provider.as_ref(), team.successor.map(|id| id.0));
    let reach = team.reach.as_str();
    let values = values![team.id.0, &team.name, provider, checklist, successor, reach];
    tx.execute(UPDATE_TEAM, values).map(drop)
}

pub(crate) fn services(tx: &mut Tx<'_>) -> Result<Vec<Service>, DbError> {
    tx.query(SERVICES, &[], |row| {
        let (id, name) = (ServiceId(row.get(0)?), row.get(1)?);
        let teams = json(&row.get::<String>(2)?)?;
        let (active, confidential) = (row.get::<i64>(3)? != 0, row.get::<i64>(4)? != 0);
        Ok(Service { id, name, teams, confidential, active })
    })
}

pub(crate) fn add_service(tx: &mut Tx<'_>, service: &Service) -> Result<(), DbError> {
    let teams = to_json(&service.teams)?;
    let confidential = i64::from(service.confidential);
    tx.execute(ADD_SERVICE, values![service.id.0, &service.name, teams, confidential]).map(drop)
}

pub(crate) fn update_service(tx: &mut Tx<'_>, service: &Service) -> Result<(), DbError> {
    let (teams, active) = (to_json(&service.teams)?, i64::from(service.active));
    let confidential = i64::from(service.confidential);
    let values = values![service.id.0, &service.name, teams, active, confidential];
    tx.execute(UPDATE_SERVICE, values).map(drop)
}
