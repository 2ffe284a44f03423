//! The data rules of providers.

use super::{json, sql, to_json};
use crate::db::{DbError, Tx};
use crate::values;
use desk::provider::DataRules;

sql! {
    ALL = "SELECT name, rules FROM providers ORDER BY name";
    SET = "INSERT INTO providers (name, rules) VALUES ($1, $2) \
        ON CONFLICT (name) DO UPDATE SET rules = excluded.rules";
}

pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<(String, DataRules)>, DbError> {
    tx.query(ALL, &[], |row| Ok((row.get(0)?, json(&row.get::<String>(1)?)?)))
}

pub(crate) fn set(tx: &mut Tx<'_>, name: &str, rules: &DataRules) -> Result<(), DbError> {
    tx.execute(SET, values![name, to_json(rules)?]).map(drop)
}
