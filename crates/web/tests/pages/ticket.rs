//! The page of a ticket: what it shows, and what is done with it by forms alone.

mod access;
mod conflict;
mod drafts;
mod files;
mod hostile;
mod house;
mod journey;
mod presence;
