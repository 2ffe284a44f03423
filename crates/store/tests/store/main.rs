//! The store on both databases.
#![cfg(test)]

mod admin;
mod attachments;
mod check;
mod circles;
mod db;
mod desk;
mod factors;
mod followers;
mod jobs;
mod lists;
mod months;
mod people;
mod reports;
mod sealing;
mod statements;
mod support;
mod sweeps;
