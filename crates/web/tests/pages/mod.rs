//! The pages as a browser meets them, on both databases.

mod assets;
mod browser;
mod files;
mod guard;
mod look;
mod parts;
mod portal;
mod sign_in;
