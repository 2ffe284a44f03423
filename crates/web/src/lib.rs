//! What the desk shows to the outside over HTTP: the JSON API under `/api/v1`, and its description.
//!
//! Every write goes through [`store::Ledger`], every read through [`desk::access`]; this crate
//! turns names into ids and ids into names, and says "no" in one shape ([`problem::Problem`]).

mod api;
mod app;
pub mod limits;
pub mod problem;
mod secret;
mod serve;

pub use api::{openapi, router};
pub use app::App;
pub use secret::{new_token, token_digest};
pub use serve::serve;
