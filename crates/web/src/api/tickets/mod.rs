//! Tickets: open, list, read, change, write to; what happened, and why.

pub(crate) mod bulk;
pub(crate) mod change;
pub(crate) mod cursor;
pub(crate) mod explain;
pub(crate) mod list;
pub(crate) mod messages;
pub(crate) mod open;
pub(crate) mod own;
pub(crate) mod person;
pub(crate) mod read;
pub(crate) mod timeline;
pub(crate) mod told;
pub(crate) mod view;
pub(crate) mod views;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(open::open_ticket, list::list_tickets))
        .routes(routes!(bulk::bulk))
        .routes(routes!(read::read_ticket, change::change_ticket))
        .routes(routes!(timeline::read_timeline))
        .routes(routes!(messages::write_message))
        .routes(routes!(explain::explain_ticket))
}
