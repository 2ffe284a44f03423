//! `stufe mail`: the pipe of a mail server, and what became of the mail that came in.

use crate::clock;
use crate::config::Config;
use crate::fail::{Later, Usage};
use crate::opening;
use crate::out::{self, Output};
use crate::table::table;
use anyhow::{Context as _, Result, anyhow, bail};
use desk::ids::TicketNumber;
use intake::limits::{CHANNEL_MAX, MAIL_BYTES_MAX};
use intake::{Arrival, Taken};
use serde::Serialize;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::blobs;
use store::queries::mails::{self, MailRow, Verdict};
use store::{Failure, Store};

/// Mails listed when nobody says how many.
const LISTED: usize = 50;
/// Mails read at a time.
const AT_A_TIME: i64 = 500;

/// Take mail in, and look at what became of it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Ingest(Ingest),
    List(List),
    Raw(Raw),
}

/// Take one mail from stdin; exit code 75 means: try again later
#[derive(Debug, clap::Args)]
struct Ingest {
    /// The channel it came by, to tell several apart
    #[arg(long, value_name = "NAME", default_value = "mail")]
    channel: String,
    /// The address it was delivered to, from the envelope
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// List the mails that came in, the latest first
#[derive(Debug, clap::Args)]
struct List {
    /// Only those taken for this: ticket, message, automatic, duplicate, damaged
    #[arg(long, value_parser = verdict)]
    verdict: Option<Verdict>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = LISTED)]
    limit: usize,
    #[command(flatten)]
    output: Output,
}

/// Print a mail as it came
#[derive(Debug, clap::Args)]
struct Raw {
    /// Which, as stufe mail list says
    id: i64,
}

fn verdict(word: &str) -> Result<Verdict, String> {
    word.parse()
}

/// What a mail was taken for, and what was read in it.
#[derive(Serialize)]
struct Told {
    verdict: &'static str,
    ticket: Option<TicketNumber>,
    message_id: Option<String>,
    sender: Option<String>,
    subject: String,
    attachments: Vec<String>,
}

impl From<Taken> for Told {
    fn from(taken: Taken) -> Told {
        let Taken { verdict, ticket, message_id, sender, subject, attachments } = taken;
        Told { verdict: verdict.as_str(), ticket, message_id, sender, subject, attachments }
    }
}

/// Takes mail in, or shows what came.
///
/// # Errors
/// What is wrong with the call, the mail or the database.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    match args.command {
        Command::Ingest(args) => ingest(args, config),
        Command::List(args) => list(&args, &opening::open(config)?),
        Command::Raw(Raw { id }) => raw(id, &opening::open(config)?),
    }
}

fn ingest(args: Ingest, config: &Config) -> Result<()> {
    let Ingest { channel, recipient, output } = args;
    let length = channel.chars().count();
    if channel.trim().is_empty() || length > CHANNEL_MAX || channel.contains(char::is_control) {
        let advice = format!("a channel's name has 1 to {CHANNEL_MAX} characters, on one line");
        return Err(Usage(advice).into());
    }
    let raw = from_stdin()?;
    let arrival = Arrival { channel, recipient, now: clock::now() };
    // A bounce is for mail that will never be taken. Whatever else is wrong is for us to mend, and
    // the mail server keeps the mail meanwhile.
    let taken = catch_unwind(AssertUnwindSafe(|| {
        let store = opening::open(config)?;
        Ok(intake::ingest(&store, &raw, &arrival)?)
    }));
    let taken = taken.unwrap_or_else(|_| Err(anyhow!("taking the mail panicked")));
    let taken = Told::from(taken.map_err(Later)?);
    // The mail is on disk: from here on nothing makes the mail server bring it again.
    let told = output.print(&taken, |told| match told.ticket {
        Some(ticket) => format!("{} #{ticket}\n", told.verdict),
        None => format!("{}\n", told.verdict),
    });
    if let Err(error) = told {
        tracing::warn!(%error, "a mail was taken, but nobody could be told");
    }
    Ok(())
}

/// Reads a mail, as long as it is not too large.
fn from_stdin() -> Result<Vec<u8>> {
    let mut raw = Vec::new();
    let read = std::io::stdin().lock().take(MAIL_BYTES_MAX as u64 + 1).read_to_end(&mut raw);
    read.context("the mail cannot be read from stdin").map_err(Later)?;
    if raw.len() > MAIL_BYTES_MAX {
        bail!("the mail is larger than {} MiB and is not taken", MAIL_BYTES_MAX / (1024 * 1024));
    }
    Ok(raw)
}

/// A mail as it is listed.
#[derive(Serialize)]
struct Listed {
    id: i64,
    received_at: String,
    channel: String,
    verdict: &'static str,
    nature: String,
    ticket: Option<TicketNumber>,
    copy_of: Option<i64>,
    bytes: i64,
    damage: Vec<String>,
}

fn listed(row: MailRow) -> Listed {
    let received_at = jiff::Timestamp::from_microsecond(row.received_at.0);
    Listed {
        id: row.id,
        received_at: received_at.map(|at| format!("{at:.0}")).unwrap_or_default(),
        channel: row.channel,
        verdict: row.verdict.as_str(),
        nature: row.nature,
        ticket: row.ticket,
        copy_of: row.copy_of,
        bytes: row.size,
        damage: row.damage,
    }
}

fn list(args: &List, store: &Store) -> Result<()> {
    let found = store.read(|desk| {
        let (mut found, mut before) = (Vec::new(), i64::MAX);
        while found.len() < args.limit {
            let page = mails::before(desk.tx, before, AT_A_TIME)?;
            let Some(last) = page.last() else { break };
            before = last.id;
            let wanted = |row: &MailRow| args.verdict.is_none_or(|wanted| row.verdict == wanted);
            found.extend(page.into_iter().filter(wanted).map(listed));
        }
        found.truncate(args.limit);
        Ok(found)
    })?;
    args.output.print(&found, |mails| {
        let row = |it: &Listed| {
            let ticket = it.ticket.map_or("-".to_owned(), |ticket| format!("#{ticket}"));
            let (id, verdict, channel) = (it.id.to_string(), it.verdict, it.channel.clone());
            vec![
                id,
                it.received_at.clone(),
                verdict.to_owned(),
                ticket,
                channel,
                it.bytes.to_string(),
            ]
        };
        let heads = ["ID", "RECEIVED", "VERDICT", "TICKET", "CHANNEL", "BYTES"];
        table(&heads, &mails.iter().map(row).collect::<Vec<_>>())
    })
}

fn raw(id: i64, store: &Store) -> Result<()> {
    let found = store.read(|desk| {
        let Some(row) = mails::by_id(desk.tx, id)? else { return Ok(None) };
        // A further delivery is kept once, with the first.
        let row = match row.copy_of {
            Some(first) => mails::by_id(desk.tx, first)?,
            None => Some(row),
        };
        let Some(blob) = row.and_then(|row| row.blob) else { return Ok(None) };
        Ok::<_, Failure>(blobs::read_all(desk.tx, blob)?)
    })?;
    let raw = found.with_context(|| format!("there is no mail {id}; see stufe mail list"))?;
    out::print_bytes(&raw)
}
