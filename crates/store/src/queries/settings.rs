//! The desk's settings, by name.

use super::{sql, word};
use crate::db::{DbError, Tx};
use crate::values;
use desk::settings::Settings;

const ORGANISATION: &str = "organisation";
const LANGUAGE: &str = "language";
const TWO_FACTORS: &str = "two_factors";

sql! {
    SET = "INSERT INTO settings (name, value) VALUES ($1, $2) \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    ALL = "SELECT name, value FROM settings ORDER BY name";
}

/// Keeps what is set; what is not has its default.
pub(crate) fn write(tx: &mut Tx<'_>, settings: &Settings) -> Result<(), DbError> {
    let language = settings.language.map(desk::values::Language::as_str);
    let two_factors = Some(settings.two_factors.as_str());
    for (name, value) in [
        (ORGANISATION, settings.organisation.as_deref()),
        (LANGUAGE, language),
        (TWO_FACTORS, two_factors),
    ] {
        if let Some(value) = value {
            tx.execute(SET, values![name, value])?;
        }
    }
    Ok(())
}

/// The settings.
pub fn read(tx: &mut Tx<'_>) -> Result<Settings, DbError> {
    let mut settings = Settings::default();
    let rows: Vec<(String, String)> = tx.query(ALL, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (name, value) in rows {
        match name.as_str() {
            ORGANISATION => settings.organisation = Some(value),
            LANGUAGE => settings.language = Some(word(&value)?),
            TWO_FACTORS => settings.two_factors = word(&value)?,
            _ => return Err(DbError::Fault(format!("there is a setting \"{name}\""))),
        }
    }
    Ok(settings)
}
