//! The fields of a form, in the order in which they were sent, and of a query.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

/// What a form was sent with. No field can hold what the databases cannot keep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    /// The first field of that name, without white space around it; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.exact(name).trim()
    }

    /// Every field of that name, in order.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// The first field of that name as it was typed, for passwords.
    pub(crate) fn exact(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// Whether there is a field of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// The lines of a field that say something.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        let lines = self.get(name).lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }
}

/// A text without what PostgreSQL cannot keep.
pub(crate) fn keepable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(fields) = form.map_err(IntoResponse::into_response)?;
        Ok(Fields(fields.into_iter().map(|(name, value)| (name, keepable(value))).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_in_their_order() {
        let fields =
            [("team", " 2 "), ("team", "1"), ("note", "a\n\n b \r\n"), ("password", " x ")];
        let fields = Fields(fields.map(|(name, value)| (name.into(), value.into())).to_vec());
        assert_eq!(fields.get("team"), "2");
        assert_eq!(fields.all("team").collect::<Vec<_>>(), ["2", "1"]);
        assert_eq!(fields.lines("note"), ["a", "b"]);
        assert_eq!((fields.exact("password"), fields.get("password")), (" x ", "x"));
        assert_eq!((fields.get("other"), fields.has("other")), ("", false));
        assert_eq!(keepable("a\0b".into()), "a\u{FFFD}b");
    }
}
