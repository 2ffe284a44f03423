//! The pages as a browser meets them, on both databases.

mod assets;
mod browser;
mod files;
mod guard;
mod look;
mod mails;
mod parts;
mod sign_in;
