//! The mail reader from outside: real mails, and mails made to break it.
#![cfg(test)]

mod corpus;
mod fixtures;
mod hostile;
