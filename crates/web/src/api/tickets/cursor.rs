//! Cursors: where a list goes on. Opaque to clients, and good only for the list they came from.

use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::problem::Problem;
use axum::http::StatusCode;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items, in order.
    pub(crate) items: Vec<T>,
    /// Where the next page goes on; none on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// What a page was asked for with: how many, and where to go on.
pub(crate) struct Paging {
    list: String,
    limit: i64,
    after: Option<Vec<i64>>,
}

impl Paging {
    /// Reads `limit` and `cursor`; `list` says which list it is, everything that shapes it
    /// included.
    pub(crate) fn read(
        list: &str,
        limit: Option<&String>,
        cursor: Option<&String>,
    ) -> Result<Paging, Problem> {
        let digest = Sha256::digest(list.as_bytes());
        let list = HEXLOWER.encode(&digest[..6]);
        let limit = match limit.map(|limit| limit.parse::<i64>()) {
            None => PAGE_DEFAULT,
            Some(Err(_)) => {
                return Err(Problem::field("limit", "wrong_type", "Give a whole number."));
            }
            Some(Ok(limit)) if (1..=PAGE_MAX).contains(&limit) => limit,
            Some(Ok(_)) => {
                let message = format!("A page has 1 to {PAGE_MAX} items.");
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let problem = Problem::new(status, "out_of_range", format!("limit: {message}"));
                return Err(problem.and("limit", "out_of_range", message));
            }
        };
        let after = cursor.map(|cursor| decode(&list, cursor)).transpose()?;
        Ok(Paging { list, limit, after })
    }

    /// How many rows to read: one more than the page has, to know whether there is a next one.
    pub(crate) fn rows(&self) -> i64 {
        self.limit + 1
    }

    /// The keys to go on behind.
    pub(crate) fn after<const N: usize>(&self) -> Option<[i64; N]> {
        self.after.as_ref().and_then(|keys| <[i64; N]>::try_from(keys.as_slice()).ok())
    }

    /// The page of the rows that were read, and the cursor behind its last row.
    pub(crate) fn page<T>(&self, mut rows: Vec<T>, keys: impl Fn(&T) -> Vec<i64>) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        let next_cursor = last.map(|row| encode(&self.list, &keys(row)));
        Page { items: rows, next_cursor }
    }
}

impl<T> Page<T> {
    /// The same page with each item made into another.
    pub(crate) fn map<U, E>(self, each: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let Page { items, next_cursor } = self;
        Ok(Page { items: items.into_iter().map(each).collect::<Result<_, E>>()?, next_cursor })
    }
}

fn encode(list: &str, keys: &[i64]) -> String {
    let keys = keys.iter().map(i64::to_string).collect::<Vec<_>>().join(".");
    BASE64URL_NOPAD.encode(format!("{list}.{keys}").as_bytes())
}

fn decode(list: &str, cursor: &str) -> Result<Vec<i64>, Problem> {
    let unusable = || {
        let message = "Take the next_cursor of the page before, with the same parameters.";
        Problem::field("cursor", "unusable", message)
    };
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| unusable())?;
    let text = String::from_utf8(bytes).map_err(|_| unusable())?;
    let keys = text.strip_prefix(list).and_then(|rest| rest.strip_prefix('.'));
    let keys = keys.ok_or_else(unusable)?.split('.').map(str::parse);
    keys.collect::<Result<_, _>>().map_err(|_| unusable())
}
