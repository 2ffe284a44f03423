//! The JSON API as a client meets it, and the pages as a browser does, on both databases.
#![cfg(test)]

mod access;
mod attachments;
mod bulk;
mod client;
mod conditions;
mod confidential;
mod desk;
mod directory;
mod document;
mod events;
mod journey;
mod leaks;
mod lists;
#[path = "../pages/mod.rs"]
mod pages;
mod people;
mod serve;
mod standing;
mod strict;
mod tickets;
mod verbs;
