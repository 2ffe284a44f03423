//! `stufe demo`: a lively desk in a temporary directory.
//!
//! The firm, its people and what they write are data (`*.toml`). The simulator
//! (`insight::simulate`) lets months pass at it through the ordinary commands: [`house`] is the
//! firm as the simulator knows it, [`words`] what its people write, [`store::simulated`] its desk
//! on the store. Some tickets are written by hand ([`showcase`]), and the firm lives on while the
//! demo runs ([`life`]).

mod calendar;
mod firm;
mod found;
mod history;
mod house;
mod life;
mod particulars;
mod script;
mod showcase;
mod sign_ins;
#[cfg(test)]
mod tests;
mod words;

use crate::commands::serve;
use crate::config::{Config, DATABASE, KEY, Origin};
use crate::{clock, out};
use anyhow::{Context as _, Result};
use desk::time::{Span, Timestamp};
use firm::Firm;
use history::Alive;
use life::{Life, Present};
use script::Scripts;
use sign_ins::SignIns;
use std::io::ErrorKind;
use std::sync::Arc;
use store::db::Target;
use store::followers::{self, Seal};
use store::{Keyring, Store};
use tokio::net::TcpListener;
use words::Library;

/// Where it serves when the usual address is taken: the system picks the port.
const ANY_PORT: &str = "127.0.0.1:0";

/// Tickets when nobody says how many.
const TICKETS: usize = 1_600;

/// The seed when nobody gives one.
const SEED: u64 = 1;

/// Look at a lively desk, with months of history, in a temporary directory
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address to serve on [env: STUFE_LISTEN] [default: 127.0.0.1:8080, or a free port]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// About how many tickets there are
    #[arg(long, value_name = "N", default_value_t = TICKETS)]
    tickets: usize,
    /// The same seed at the same time gives the same desk
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
    /// Print the address and the sign-ins as JSON, once it serves
    #[arg(long)]
    json: bool,
    /// Let nothing happen by itself while it runs
    #[arg(long)]
    still: bool,
}

/// The demo, made.
struct Made {
    store: Store,
    sign_ins: SignIns,
    present: Present,
}

/// Makes a desk in a temporary directory and serves it until it is told to stop.
///
/// # Errors
/// What keeps it from being made or served.
pub(crate) fn run(args: &Args, config: &Config) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("no threads to serve with")?;
    let listener = runtime.block_on(bind(config))?;
    // Gone with everything in it when this function ends.
    let directory = tempfile::Builder::new().prefix("stufe-demo-").tempdir();
    let directory = directory.context("no temporary directory for the demo")?;
    let target = Target::Sqlite(directory.path().join(DATABASE));
    let keys = Keyring::of_file(&directory.path().join(KEY))?;
    let (tickets, seed) = (args.tickets, args.seed);
    let making = runtime.spawn_blocking(move || make(&target, keys, tickets, seed, clock::now()));
    let made = runtime.block_on(async {
        let stop = serve::stopped()?;
        tokio::select! {
            made = making => made.context("the demo was not made").map(Some),
            () = stop => anyhow::Ok(None),
        }
    });
    let Some(made) = made? else {
        runtime.shutdown_background();
        return Ok(());
    };
    let Made { store, sign_ins, present } = made?;
    let life = match args.still {
        true => None,
        false => Some(Life::start(store.clone(), present, seed, clock::now)?),
    };
    let app = web::App::new(store.clone(), clock::now).with_parts_page();
    let app = app.with_visitors(sign_ins.visitors());
    let served = serve::host(runtime, listener, &store, app, |address| {
        let url = format!("http://{address}");
        let data = directory.path().display().to_string();
        out::print(&match args.json {
            true => sign_ins.as_json(&url, &data)?,
            false => sign_ins.as_text(&url, &data),
        })
    });
    if let Some(life) = life {
        life.end();
    }
    served
}

/// Takes the address that was asked for. Nobody asked for the usual one, so any port will do when
/// it is taken.
async fn bind(config: &Config) -> Result<TcpListener> {
    let address = config.listen.text();
    if config.listen.origin != Origin::Default {
        return serve::bind(address).await;
    }
    match TcpListener::bind(address).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            eprintln!("{address} is in use by another program, so the demo takes a free port");
            serve::bind(ANY_PORT).await
        }
        Err(_) => serve::bind(address).await,
        Ok(listener) => Ok(listener),
    }
}

/// Founds the firm in an empty database and lets it live until now.
fn make(target: &Target, keys: Keyring, tickets: usize, seed: u64, now: Timestamp) -> Result<Made> {
    let now = Timestamp(now.0 - now.0.rem_euclid(Span::seconds(1).0));
    let mut firm = Firm::read()?;
    let (scripts, calendar) = (Scripts::read()?, calendar::around(now)?);
    let store = Store::open_unfounded(target, keys)?;
    let tokens = sign_ins::tokens(&firm)?;
    let digests = tokens.iter().map(|token| web::token_digest(token)).collect();
    let hash = web::password_hash(&firm.password)?;
    found::found(&store, &mut firm, history::founded_at(now), &hash, digests)?;
    let library = Arc::new(Library { firm, scripts, calendar });
    let directory = store.read(|desk| Ok((*desk.directory).clone()))?;
    let alive = Alive::new(&library, directory, tickets, seed, now)?.live(&store, now)?;
    followers::catch_up(&store)?;
    followers::seal(&store, Seal::Everything)?;
    let made = usize::try_from(alive.simulation.tally().opened).unwrap_or(usize::MAX);
    let sign_ins = SignIns::of(&library.firm, &tokens, made);
    let present = Present::begin(&store, &library.firm, alive)?;
    Ok(Made { store, sign_ins, present })
}
