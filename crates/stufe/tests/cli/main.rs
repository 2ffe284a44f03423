//! The program as it is called: the real binary, on both databases.
#![cfg(test)]

mod admin;
mod config;
mod import;
mod mail;
mod opening;
mod resume;
mod serve;
mod shared_data;
mod support;
