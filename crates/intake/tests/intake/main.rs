//! Mail taken in, on both databases.
#![cfg(test)]

mod corpus;
mod damaged;
mod hostile;
mod machines;
mod people;
mod support;
mod threads;
mod twice;
