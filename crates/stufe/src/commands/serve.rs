//! `stufe serve`: the server.

use crate::background::Background;
use crate::clock;
use crate::config::Config;
use crate::{opening, out};
use anyhow::{Context as _, Result, anyhow, bail};
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use store::Store;
use store::followers::{self, Seal};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The file in the data directory that a server holds while it runs.
const LOCK: &str = "serve.lock";

/// Run the desk: bring the data up to date, serve, and do what is due
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address to serve on; port 0 picks a free one [env: STUFE_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
}

/// Serves until it is told to stop.
///
/// # Errors
/// What keeps it from serving.
pub(crate) fn run(config: &Config) -> Result<()> {
    opening::directory(&config.data_dir())?;
    // The system gives the lock back whatever ends the process.
    let _lock = lock(&config.data_dir())?;
    let runtime = Runtime::new().context("no threads to serve with")?;
    let listener = runtime.block_on(bind(config.listen.text()))?;
    let store = opening::open(config)?;
    let set_up = web::set_up_link(&store, clock::now())?;
    let app = web::App::new(store.clone(), clock::now);
    host(runtime, listener, &store, app, |address| {
        out::print(&format!("Stufe is ready: http://{address}\n"))?;
        match set_up {
            Some(path) => out::print(&format!(
                "Nobody administers this desk yet. Set it up, once: http://{address}{path}\n"
            )),
            None => Ok(()),
        }
    })
}

/// Serves an open desk, with all that goes on beside it, until it is told to stop; then brings
/// everything up to date and closes it. `ready` is told the address once it serves.
///
/// # Errors
/// What keeps it from serving.
pub(crate) fn host(
    runtime: Runtime,
    listener: TcpListener,
    store: &Store,
    app: web::App,
    ready: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<()> {
    let background = Background::start(store.clone(), clock::now)?;
    let served = runtime.block_on(serve(listener, app, ready));
    background.stop();
    drop(runtime);
    followers::catch_up(store)?;
    followers::seal(store, Seal::Everything)?;
    store.db().close();
    served
}

/// Keeps a second server away from the same directory.
fn lock(directory: &Path) -> Result<File> {
    let path = directory.join(LOCK);
    let cannot = || format!("{} cannot be written; check who may write there", path.display());
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another stufe serve runs on {}; stop it first, or name another directory with --data",
            directory.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).with_context(cannot),
    }
}

/// Takes an address to serve on.
///
/// # Errors
/// That it cannot be had, and what to do.
pub(crate) async fn bind(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("{address} is in use by another program; name another with --listen")
        }
        _ => anyhow!("{address} cannot be served on: {error}; name another with --listen"),
    })
}

async fn serve(
    listener: TcpListener,
    app: web::App,
    ready: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<()> {
    let address = listener.local_addr().context("the address is not known")?;
    let stop = stopped()?;
    ready(address)?;
    web::serve(listener, app, stop).await.context("the server has ended")
}

/// Waits for the signals that end a server.
///
/// # Errors
/// That the system has no signals to give.
pub(crate) fn stopped() -> Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("no signals")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("no signals")?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("stopping");
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Without a signal to wait for, it goes on until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
