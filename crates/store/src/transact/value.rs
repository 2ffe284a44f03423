//! Values on their way into a statement, and cells on their way out of a row.

use super::{DbError, Mode};
use crate::db::error::Cause;
use crate::db::postgres::Int;
use std::borrow::Cow;

/// A parameter of a statement: `$1` is the first.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// No value, for a column of any kind.
    Null,
    /// `{int}`: numbers, ids, flags (0 and 1), times in microseconds UTC.
    Int(i64),
    /// `{real}`
    Real(f64),
    /// `TEXT`; a NUL character is refused, because PostgreSQL cannot store it.
    Text(Cow<'a, str>),
    /// `{blob}`
    Blob(Cow<'a, [u8]>),
}

macro_rules! into_value {
    ($($kind:ty => $value:ident => $as:expr;)*) => {$(
        impl<'a> From<$kind> for Value<'a> {
            fn from($value: $kind) -> Self {
                $as
            }
        }
    )*};
}

into_value! {
    i64 => v => Self::Int(v);
    i32 => v => Self::Int(i64::from(v));
    u32 => v => Self::Int(i64::from(v));
    bool => v => Self::Int(i64::from(v));
    f64 => v => Self::Real(v);
    &'a str => v => Self::Text(Cow::Borrowed(v));
    &'a String => v => Self::Text(Cow::Borrowed(v));
    String => v => Self::Text(Cow::Owned(v));
    &'a [u8] => v => Self::Blob(Cow::Borrowed(v));
    &'a Vec<u8> => v => Self::Blob(Cow::Borrowed(v));
    Vec<u8> => v => Self::Blob(Cow::Owned(v));
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Blob(Cow::Borrowed(bytes))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The parameters of a statement, of anything that is a [`Value`]: `values![id, "open"]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*] };
}

/// One row of an answer, borrowed from the driver while it is read.
pub struct Row<'r>(pub(crate) Raw<'r>);

pub(crate) enum Raw<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// The cell at `index` (from 0) as `i64`, `f64`, `String`, `Vec<u8>` or an `Option` of them.
    ///
    /// # Errors
    /// [`DbError::Fault`] when there is no such column, or it holds another kind of value. On
    /// PostgreSQL `SUM` of integers is a NUMERIC: write `CAST(SUM(n) AS BIGINT)` for both.
    pub fn get<T: Cell>(&self, index: usize) -> Result<T, DbError> {
        T::read(self, index)
    }
}

/// What a cell can be read as.
pub trait Cell: sealed::Read {}

mod sealed {
    pub trait Read: Sized {
        fn read(row: &super::Row<'_>, index: usize) -> Result<Self, super::DbError>;
    }
}

macro_rules! cells {
    ($($kind:ty = $wire:ty,)*) => {$(
        cells!(@ $kind, $wire, |found: $wire| found.into());
        cells!(@ Option<$kind>, Option<$wire>, |found: Option<$wire>| found.map(Into::into));
    )*};
    (@ $kind:ty, $wire:ty, $convert:expr) => {
        impl Cell for $kind {}
        impl sealed::Read for $kind {
            fn read(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
                let cell = match row.0 {
                    Raw::Sqlite(row) => row.get(index).map_err(Cause::from),
                    Raw::Postgres(row) => row.try_get(index).map($convert).map_err(Cause::from),
                };
                cell.map_err(|cause| cause.told(Mode::Read))
            }
        }
    };
}

cells! { i64 = Int, f64 = f64, String = String, Vec<u8> = Vec<u8>, }
