//! The pages as a browser meets them, on both databases.

mod admin;
mod assets;
pub(crate) mod browser;
mod desk;
mod files;
mod guard;
mod look;
mod mails;
mod me;
mod new;
mod parts;
mod portal;
mod reports;
mod second_factor;
mod set_up;
mod sign_in;
mod ticket;
