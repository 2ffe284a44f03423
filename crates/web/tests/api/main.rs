//! The JSON API as a client meets it, on both databases.
#![cfg(test)]

mod access;
mod bulk;
mod client;
mod conditions;
mod desk;
mod directory;
mod document;
mod events;
mod journey;
mod lists;
mod serve;
mod strict;
mod tickets;
mod verbs;
