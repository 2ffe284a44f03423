//! A form that came when the session had ended: kept inside the sign-in page, and offered again
//! after it. Nothing of it is stored.

use super::error::PageError;
use super::files;
use crate::limits::ANSWER_WAIT;
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use tokio::time::timeout;

/// What the names of kept fields begin with, in the form of the sign-in page.
const PREFIX: &str = "kept.";
/// The field that says where the form was going.
const ACTION: &str = "kept-action";
/// Most fields that are kept.
const FIELDS_MAX: usize = 200;

/// A form on its way: where it goes, and its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The path it is sent to; empty when there is none.
    pub(crate) action: String,
    /// Its fields in order.
    pub(crate) fields: Vec<(String, String)>,
}

impl Kept {
    /// Takes the form out of a request. Of a form with files its texts are kept.
    pub(super) async fn of(request: Request) -> Result<(Kept, Parts), PageError> {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        let action = parts.uri.path_and_query().map(|it| it.as_str().to_owned());
        let mut fields = if kind.starts_with("multipart/form-data") {
            let read = timeout(ANSWER_WAIT, files::texts(whole(&parts, body))).await;
            read.map_err(|_| PageError::Other(StatusCode::REQUEST_TIMEOUT))??
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let form = Form::<Vec<(String, String)>>::from_request(whole(&parts, body), &()).await;
            form.map_err(|error| PageError::Other(error.into_response().status()))?.0
        } else {
            return Ok((Kept::default(), parts));
        };
        fields.truncate(FIELDS_MAX);
        // Passwords are kept nowhere, not even in a page: their form is filled in again.
        if fields.iter().any(|(name, _)| name.contains("password")) {
            return Ok((Kept::default(), parts));
        }
        Ok((Kept { action: action.unwrap_or_default(), fields }, parts))
    }

    /// Finds it among the fields of a sign-in.
    pub(super) fn among(fields: &[(String, String)]) -> Kept {
        let action = fields.iter().find(|(name, _)| name == ACTION);
        let action = action.map(|(_, path)| path.as_str()).filter(|path| is_local(path));
        let kept = fields.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone()))
        });
        match action {
            Some(action) => Kept { action: action.to_owned(), fields: kept.collect() },
            None => Kept::default(),
        }
    }

    /// Whether there is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.action.is_empty()
    }

    /// As hidden fields of the sign-in form.
    pub(crate) fn hidden(&self) -> Vec<(String, &str)> {
        if self.is_empty() {
            return Vec::new();
        }
        let fields = self.fields.iter();
        let fields = fields.map(|(name, value)| (format!("{PREFIX}{name}"), value.as_str()));
        std::iter::once((ACTION.to_owned(), self.action.as_str())).chain(fields).collect()
    }
}

/// The request again, as the parts of it are still wanted.
fn whole(parts: &Parts, body: Body) -> Request {
    let mut request = Request::new(body);
    request.method_mut().clone_from(&parts.method);
    request.headers_mut().clone_from(&parts.headers);
    request.extensions_mut().clone_from(&parts.extensions);
    request
}

/// Whether a path stays on this desk: one slash, and nothing a browser could read as more.
pub(super) fn is_local(path: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && c != '\\';
    path.starts_with('/') && !path.starts_with("//") && path.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_desk_are_gone_to() {
        for path in ["/", "/desk?team=3", "/desk/tickets/7#e12"] {
            assert!(is_local(path), "{path}");
        }
        for path in
            ["", "desk", "//evil.example", "/\\evil.example", "https://a", "/a\r\nb", "/\t/a"]
        {
            assert!(!is_local(path), "{path}");
        }
    }

    #[test]
    fn a_form_survives_the_sign_in() {
        let fields = vec![("body".to_owned(), "Grüße".to_owned()), ("kept.x".into(), "1".into())];
        let kept = Kept { action: "/desk/tickets/7/reply".into(), fields };
        let hidden: Vec<(String, String)> =
            kept.hidden().into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        assert_eq!(Kept::among(&hidden), kept);
        let elsewhere = [("kept-action".to_owned(), "//evil.example".to_owned())];
        assert!(Kept::among(&elsewhere).is_empty());
        assert!(Kept::default().hidden().is_empty());
    }
}
