//! What the desk says when it does not do a thing: something a person can put right.

use crate::text::Text;
use crate::values::{Origin, Reserved, Status};
use serde::Serialize;

/// Which kind of "no" it is; the interfaces turn it into a status or an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The actor may not do it (HTTP 403).
    Forbidden,
    /// There is no such thing, or the actor may not know of it (HTTP 404).
    NotFound,
    /// Somebody else was first: a name or an address is taken (HTTP 409).
    Conflict,
    /// The thing is in a state that does not allow it, or something is missing (HTTP 422).
    Unprocessable,
}

/// One thing that is wrong or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field of the command, as the API spells it.
    pub field: String,
    /// A stable code: `required`, `unknown`, `not_allowed` …
    pub code: &'static str,
    /// What is wrong and what to do, in English; interfaces translate by code.
    pub message: String,
}

/// A refused command. `problems` lists *everything* that stands in the way, not the first thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which kind of "no".
    pub class: Class,
    /// A stable code for programs.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// The fields concerned, all of them.
    pub problems: Vec<Problem>,
}

impl Refusal {
    fn new(class: Class, code: &'static str, message: impl Into<String>) -> Self {
        Self { class, code, message: message.into(), problems: Vec::new() }
    }

    /// The actor may not do this.
    #[must_use]
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(Class::Forbidden, "forbidden", message)
    }

    /// No such thing, or none the actor may know of.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Class::NotFound, "not_found", format!("There is no such {what}."))
    }

    /// Somebody else has that name or address already.
    #[must_use]
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Class::Conflict, code, message)
    }

    /// The state of things does not allow it.
    #[must_use]
    pub fn state(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Class::Unprocessable, code, message)
    }

    /// The command does not go with this status; says what would.
    #[must_use]
    pub fn status(verb: &str, status: Status, instead: &str) -> Self {
        Self::state(
            "wrong_status",
            format!("A ticket that is {status} cannot be {verb}. {instead}"),
        )
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        for problem in &self.problems {
            write!(f, " {}: {}", problem.field, problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// Collects problems, so that a refusal can list everything at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing wrong so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// True while nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes one problem.
    pub fn add(&mut self, field: &str, code: &'static str, message: impl Into<String>) {
        self.0.push(Problem { field: field.into(), code, message: message.into() });
    }

    /// Notes a problem unless the text is there and says something.
    pub fn need_text(&mut self, field: &str, text: Option<&Text>, ask: &str) {
        if text.is_none_or(Text::is_blank) {
            self.add(field, "required", ask);
        }
    }

    /// Notes a problem when a text is given that says nothing.
    pub fn need_text_if_given(&mut self, field: &str, text: Option<&Text>, ask: &str) {
        if text.is_some_and(Text::is_blank) {
            self.add(field, "required", ask);
        }
    }

    /// Takes a value that must be there.
    pub fn need<T: Copy>(&mut self, field: &str, value: Option<T>, ask: &str) -> Option<T> {
        if value.is_none() {
            self.add(field, "required", ask);
        }
        value
    }

    /// Notes a problem when a word is used that only another origin may use.
    pub fn not_reserved(&mut self, field: &str, value: Option<impl Reserved>, origin: Origin) {
        if let Some(owner) = value.and_then(Reserved::reserved_for)
            && owner != origin
        {
            self.add(
                field,
                "reserved",
                format!("This value is kept for changes made by {owner}; choose another."),
            );
        }
    }

    /// Refuses with all problems, if there are any.
    ///
    /// # Errors
    /// A [`Refusal`] with the given code that lists every problem.
    pub fn finish(self, code: &'static str, message: &str) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut refusal = Refusal::state(code, message);
        refusal.problems = self.0;
        Err(refusal)
    }
}
