//! `/`: to the desk or to the portal, by role.

use super::answer;
use super::session::Viewer;
use axum::Extension;
use axum::response::Response;

pub(super) async fn go(Extension(viewer): Extension<Viewer>) -> Response {
    answer::go(if viewer.is_at_the_desk() { "/desk" } else { "/portal" })
}
