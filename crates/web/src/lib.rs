//! What the desk shows to the outside over HTTP: the JSON API under `/api/v1`, and its description.
//!
//! Every write goes through [`store::Ledger`], every read through [`desk::access`]; this crate
//! turns names into ids and ids into names, and says "no" in one shape ([`problem::Problem`]).

mod api;
mod app;
mod files;
pub mod limits;
mod pages;
pub mod problem;
mod secret;
mod serve;
mod sight;
mod visitor;

pub use api::openapi;
pub use app::App;
pub use pages::set_up_link;
pub use secret::{new_token, password_hash, token_digest};
pub use serve::serve;
pub use visitor::Visitor;

/// The whole HTTP side: the pages and the API.
pub fn router(app: App) -> axum::Router {
    pages::router(app.clone()).merge(api::router(app))
}
