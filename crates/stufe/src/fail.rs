//! How a command ends when it fails: one line, and an exit code.

use std::process::ExitCode;
use store::Failure;
use store::db::DbError;

/// It failed.
const FAILED: u8 = 1;
/// It was called wrongly.
const USAGE: u8 = 2;
/// It may work later (EX_TEMPFAIL of sysexits), for mail.
const LATER: u8 = 75;

/// The program was called or configured wrongly.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// It failed for now: whoever called it keeps what it brought and tries again.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct Later(pub(crate) anyhow::Error);

/// The command has said all there is to say; only the exit code is left.
#[derive(Debug, thiserror::Error)]
#[error("something is wrong")]
pub(crate) struct Said;

/// Tells the error on stderr and gives the exit code.
pub(crate) fn tell(error: &anyhow::Error) -> ExitCode {
    if !error.is::<Said>() {
        eprintln!("stufe: {}", one_line(error));
    }
    ExitCode::from(code(error))
}

/// The error and what is behind it, in one line.
pub(crate) fn one_line(error: &anyhow::Error) -> String {
    let mut told: Vec<String> = Vec::new();
    for cause in error.chain() {
        let cause = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        // Some errors repeat what is behind them.
        if told.last().is_none_or(|before| !before.contains(&cause)) {
            told.push(cause);
        }
    }
    told.join(": ")
}

fn code(error: &anyhow::Error) -> u8 {
    let later = |database: &DbError| matches!(database, DbError::Unavailable(_));
    let is_later = error.chain().any(|cause| {
        if cause.is::<Later>() {
            return true;
        }
        let failure = cause.downcast_ref::<Failure>();
        let inside = failure.is_some_and(|it| matches!(it, Failure::Db(error) if later(error)));
        inside || cause.downcast_ref::<DbError>().is_some_and(later)
    });
    match () {
        () if error.chain().any(|cause| cause.is::<Usage>()) => USAGE,
        () if is_later => LATER,
        () => FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context as _;

    #[test]
    fn an_error_is_one_line_and_a_code() {
        let busy = || anyhow::Error::from(Failure::from(DbError::Unavailable("busy".into())));
        for (error, line, expected) in [
            (anyhow::anyhow!("it\n  broke"), "it broke", FAILED),
            (Usage("no --listen here".into()).into(), "no --listen here", USAGE),
            (busy(), "the database cannot be used right now: busy", LATER),
            (Later(anyhow::anyhow!("a file").context("no desk")).into(), "no desk: a file", LATER),
            (
                Err::<(), _>(busy()).context("no import").unwrap_err(),
                "no import: the database cannot be used right now: busy",
                LATER,
            ),
        ] {
            assert_eq!((one_line(&error).as_str(), code(&error)), (line, expected));
        }
    }
}
