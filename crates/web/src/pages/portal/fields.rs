//! What a form of the portal sends.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

/// The fields of a form, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        form.map(|Form(fields)| Fields(fields)).map_err(IntoResponse::into_response)
    }
}

impl Fields {
    /// What was typed: lines end with one character, and there is none that no database keeps.
    pub(super) fn typed(&self, name: &str) -> String {
        let found = self.0.iter().find(|(field, _)| field == name);
        let text = found.map(|(_, text)| text.replace("\r\n", "\n")).unwrap_or_default();
        if text.contains('\0') { text.replace('\0', "") } else { text }
    }

    /// What was chosen.
    pub(super) fn word(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map(|(_, word)| word.as_str()).unwrap_or_default()
    }
}
