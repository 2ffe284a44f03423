//! The one shape of every "no": `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use desk::refusal::{Class, Refusal};
use serde::Serialize;
use store::Failure;
use store::db::DbError;
use utoipa::ToSchema;

/// Its media type.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What is wrong and what to do (RFC 9457).
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemDetails>);

/// A problem as it is written.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// Always `about:blank`: programs look at `code`.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: &'static str,
    /// The status in words.
    #[schema(value_type = String)]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong and what to do, in English.
    detail: String,
    /// A stable word for programs.
    #[schema(value_type = String)]
    code: &'static str,
    /// Everything that is wrong, by field; empty when it is not about fields.
    errors: Vec<FieldError>,
    /// Names the entry of the log that says more, when it is our fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// After how many seconds it may work.
    #[serde(skip)]
    retry_after_s: Option<u32>,
}

/// One thing that is wrong or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field, with dots between the levels.
    pub field: String,
    /// A stable word for programs: `required`, `unknown`, `not_allowed` …
    #[schema(value_type = String)]
    pub code: &'static str,
    /// What is wrong and what to do, in English.
    pub message: String,
}

impl From<desk::refusal::Problem> for FieldError {
    fn from(problem: desk::refusal::Problem) -> Self {
        let desk::refusal::Problem { field, code, message } = problem;
        FieldError { field, code, message }
    }
}

impl Problem {
    /// A problem with a status, a stable code and words for people.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        let title = status.canonical_reason().unwrap_or("Error");
        Problem(Box::new(ProblemDetails {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail: detail.into(),
            code,
            errors: Vec::new(),
            reference: None,
            retry_after_s: None,
        }))
    }

    /// 400: it cannot be read.
    #[must_use]
    pub fn unreadable(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 400: this field cannot be read.
    #[must_use]
    pub fn field(field: &str, code: &'static str, message: impl Into<String>) -> Problem {
        let message = message.into();
        let detail = match field {
            "" => message.clone(),
            field => format!("{field}: {message}"),
        };
        Problem::unreadable(code, detail).and(field, code, message)
    }

    /// The same with one more thing that is wrong.
    #[must_use]
    pub fn and(mut self, field: &str, code: &'static str, message: impl Into<String>) -> Problem {
        self.0.errors.push(FieldError { field: field.into(), code, message: message.into() });
        self
    }

    /// 404 for a path that leads nowhere, or to what the caller may not see.
    #[must_use]
    pub fn not_found(what: &str) -> Problem {
        Refusal::not_found(what).into()
    }

    /// The same with `Retry-After`.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Problem {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// 500: ours. Logged here, once, under the reference that the user sees.
    #[must_use]
    pub fn fault(what: impl std::fmt::Display) -> Problem {
        let reference = store::words::random::<6>().map(|bytes| HEXLOWER.encode(&bytes));
        let reference = reference.unwrap_or_else(|_| "none".into());
        tracing::error!(reference, %what, "a request met a fault");
        let detail = format!(
            "Something went wrong on our side. The log says more under the reference {reference}."
        );
        let mut problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", detail);
        problem.0.reference = Some(reference);
        problem
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The problem as it is written.
    #[must_use]
    pub fn details(&self) -> &ProblemDetails {
        &self.0
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let status = match refusal.class {
            Class::Forbidden => StatusCode::FORBIDDEN,
            Class::NotFound => StatusCode::NOT_FOUND,
            Class::Conflict => StatusCode::CONFLICT,
            Class::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let mut problem = Problem::new(status, refusal.code, refusal.message);
        problem.0.errors = refusal.problems.into_iter().map(FieldError::from).collect();
        problem
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Stale { .. } => {
                Problem::new(StatusCode::PRECONDITION_FAILED, "stale", failure.to_string())
            }
            Failure::Db(error) => error.into(),
        }
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Problem {
        match error {
            DbError::Unavailable(_) => {
                tracing::warn!(%error, "a request could not be served");
                unavailable()
            }
            DbError::Constraint(_) => {
                tracing::warn!(%error, "a request met a rule of the database");
                let detail = "Somebody else was first. Look again, then decide.";
                Problem::new(StatusCode::CONFLICT, "conflict", detail)
            }
            DbError::Foreign(_)
            | DbError::Newer { .. }
            | DbError::Settings(_)
            | DbError::Keys(_)
            | DbError::Fault(_) => Problem::fault(error),
        }
    }
}

/// 503: the database cannot be used right now.
pub(crate) fn unavailable() -> Problem {
    let detail = "The desk cannot do this right now. Nothing was lost; try again in a moment.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
        .retry_after(crate::limits::RETRY_AFTER_S)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.0.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer realm=\"stufe\"");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
