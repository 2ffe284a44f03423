//! Every statement of the store, one text for both databases, next to its row struct.

pub mod attachments;
pub mod backlog;
pub mod blobs;
pub mod circles;
pub mod counters;
pub mod counts;
pub mod drafts;
pub mod events;
pub mod external;
pub mod flows;
pub mod followers;
pub mod idempotency;
pub mod jobs;
pub mod links;
pub mod lists;
pub mod mails;
pub mod people;
pub mod person_words;
pub mod presence;
pub mod providers;
pub mod reads;
pub mod seals;
pub mod second_factors;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod streams;
pub mod teams;
pub mod texts;
pub mod throttle;
pub mod tickets;
pub mod timeline;
pub mod tokens;

/// Names statements and lists them, so that a test can prepare each on both databases.
macro_rules! sql {
    ($($name:ident = $text:expr;)*) => {
        $(const $name: &str = $text;)*
        /// Every statement of this file.
        pub(crate) const STATEMENTS: &[&str] = &[$($name),*];
    };
}
pub(crate) use sql;

use crate::db::DbError;

/// Every statement there is.
#[must_use]
pub fn all() -> Vec<String> {
    let fixed = [
        attachments::STATEMENTS,
        backlog::STATEMENTS,
        blobs::STATEMENTS,
        circles::STATEMENTS,
        counters::STATEMENTS,
        counts::STATEMENTS,
        drafts::STATEMENTS,
        events::STATEMENTS,
        external::STATEMENTS,
        flows::STATEMENTS,
        followers::STATEMENTS,
        idempotency::STATEMENTS,
        jobs::STATEMENTS,
        links::STATEMENTS,
        lists::STATEMENTS,
        mails::STATEMENTS,
        people::STATEMENTS,
        person_words::STATEMENTS,
        presence::STATEMENTS,
        providers::STATEMENTS,
        reads::STATEMENTS,
        seals::STATEMENTS,
        second_factors::STATEMENTS,
        secrets::STATEMENTS,
        sessions::STATEMENTS,
        settings::STATEMENTS,
        streams::STATEMENTS,
        teams::STATEMENTS,
        texts::STATEMENTS,
        throttle::STATEMENTS,
        tickets::STATEMENTS,
        tokens::STATEMENTS,
    ];
    let fixed = fixed.concat().into_iter().map(str::to_owned);
    fixed.chain(lists::every_statement()).chain(timeline::every_statement()).collect()
}

/// Reads a word that the store itself has written; anything else is a fault of the data.
pub(crate) fn word<T: std::str::FromStr>(text: &str) -> Result<T, DbError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| DbError::Fault(format!("a table holds what cannot be: {error}")))
}

/// Reads JSON that the store itself has written.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text)
        .map_err(|error| DbError::Fault(format!("a table holds what cannot be: {error}")))
}

/// Writes JSON of the store's own plain types.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Fault(error.to_string()))
}
