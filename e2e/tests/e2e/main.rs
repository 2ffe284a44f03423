#![cfg(test)]
//! Stufe in a real browser. Every test has a desk and a browser of its own.

mod every_page;
mod journey;
mod lost;
mod without_script;
