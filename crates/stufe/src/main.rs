//! Stufe: a tiered IT helpdesk in one binary. This crate is commands, configuration and wiring.

mod background;
mod cli;
mod clock;
mod commands;
mod config;
mod demo;
mod fail;
mod import;
mod logging;
mod opening;
mod out;
mod password;
mod table;
mod toml_file;

fn main() -> std::process::ExitCode {
    cli::run()
}
