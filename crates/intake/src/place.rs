//! Where a mail belongs: which ticket, and as whose words.
//!
//! What names a ticket is, in this order, a Message-ID of ours that it answers, a signed address of
//! ours, and the tag in its subject (interfaces, section 4). The first two are signed: whoever has
//! one has got a mail of that ticket, or got it from somebody who has. They may know what was said
//! there, but that does not make them the requester. So in every case the sender has to be on the
//! ticket; otherwise the mail is a ticket of its own, linked to the other when its token was real.

use crate::limits::MERGES_MAX;
use crate::reading::Reading;
use desk::access::{Action, can};
use desk::ids::{PersonId, TicketNumber};
use desk::refusal::Class;
use desk::ticket::Ticket;
use desk::values::Status;
use mail::Judgement;
use mail::thread::{self, Candidate, Key};
use store::queries::people::{self, PersonRow};
use store::{Failure, Ledger};

/// Where a mail belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The requester goes on with their ticket.
    Requester(TicketNumber),
    /// Somebody of the desk writes on a ticket.
    Agent(TicketNumber, Reach),
    /// A machine's mail about a ticket.
    Filed(TicketNumber, Machine),
    /// A ticket of its own; beside another, when it answers that one's mail.
    New { beside: Option<TicketNumber> },
    /// A machine's answer to nobody's ticket.
    Aside,
}

/// Whom an agent's mail has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The requester has got it: it is a reply.
    Requester,
    /// The desk alone: it is a note. Nothing goes on to the requester.
    House,
}

/// Whose machine wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Machine {
    /// The requester's own mailbox.
    Requesters,
    /// Another.
    Other,
    /// Ours: a mail that we sent has come back.
    Ours,
}

/// Finds the place of a mail.
pub(crate) fn find(
    ledger: &mut Ledger<'_, '_>,
    reading: &Reading,
    sender: Option<&PersonRow>,
) -> Result<Place, Failure> {
    let key = Key::new(ledger.mail_key()?);
    if reading.is_from_machine() || thread::is_own(&key, &reading.mail) {
        return of_machine(ledger, reading, sender, &key);
    }
    let mut beside = None;
    for candidate in candidates(&key, reading) {
        let Some(named) = ticket(ledger, candidate.ticket)? else { continue };
        let is_signed = !matches!(candidate.by, thread::By::SubjectTag);
        let survivor = survivor(ledger, &named)?;
        if let Some(sender) = sender
            && let Some(place) = as_sender(ledger, reading, sender, &named, &survivor, is_signed)?
        {
            return Ok(place);
        }
        if is_signed && beside.is_none() {
            beside = Some(survivor.number);
        }
    }
    Ok(Place::New { beside })
}

/// What a sender is to a ticket, if anything.
fn as_sender(
    ledger: &mut Ledger<'_, '_>,
    reading: &Reading,
    sender: &PersonRow,
    named: &Ticket,
    survivor: &Ticket,
    is_signed: bool,
) -> Result<Option<Place>, Failure> {
    // Later mail to a merged ticket lands in the survivor, whose requester may be another.
    if [named.requester, survivor.requester].contains(&sender.id) {
        return Ok(Some(Place::Requester(survivor.number)));
    }
    let directory = ledger.shared_directory();
    let now = ledger.by().now;
    let may = |action| can(&directory, sender.id, action, survivor, now);
    if !may(Action::Note) {
        return Ok(None);
    }
    // Anybody can write an agent's address into a mail. Words of theirs become public only where
    // they are no news to the requester, and only with a token nobody can guess.
    let requester = people::by_id(ledger.tx(), survivor.requester)?.and_then(|it| it.email);
    let has_reached = requester.is_some_and(|address| reading.went_to(&address));
    let is_reply =
        is_signed && has_reached && may(Action::Reply) && survivor.status != Status::Closed;
    let reach = if is_reply { Reach::Requester } else { Reach::House };
    Ok(Some(Place::Agent(survivor.number, reach)))
}

/// The place of a mail that no person wrote.
fn of_machine(
    ledger: &mut Ledger<'_, '_>,
    reading: &Reading,
    sender: Option<&PersonRow>,
    key: &Key,
) -> Result<Place, Failure> {
    let own = reading.mail.message_id.as_deref().and_then(|id| thread::sent_under(key, id));
    if let Some(own) = own
        && let Some(named) = ticket(ledger, own.ticket)?
    {
        let survivor = survivor(ledger, &named)?;
        return Ok(Place::Filed(survivor.number, Machine::Ours));
    }
    let returned = match &reading.judgement {
        Judgement::Bounce(bounce) => bounce.original.as_deref(),
        _ => None,
    };
    let returned = returned.and_then(|id| thread::sent_under(key, id)).map(|sent| sent.ticket);
    let signed = candidates(key, reading);
    let signed = signed.iter().filter(|it| !matches!(it.by, thread::By::SubjectTag));
    let named: Vec<i64> = returned.into_iter().chain(signed.map(|it| it.ticket)).collect();
    for number in named {
        if let Some(named) = ticket(ledger, number)? {
            return filed(ledger, sender, &named);
        }
    }
    for number in thread::subject_tags(&reading.mail.subject) {
        if let (Some(sender), Some(named)) = (sender, ticket(ledger, number)?)
            && named.requester == sender.id
        {
            return filed(ledger, Some(sender), &named);
        }
    }
    Ok(if reading.is_machines_answer() { Place::Aside } else { Place::New { beside: None } })
}

fn filed(
    ledger: &mut Ledger<'_, '_>,
    sender: Option<&PersonRow>,
    named: &Ticket,
) -> Result<Place, Failure> {
    let survivor = survivor(ledger, named)?;
    let is_requesters = sender.is_some_and(|sender| sender.id == survivor.requester);
    let machine = if is_requesters { Machine::Requesters } else { Machine::Other };
    Ok(Place::Filed(survivor.number, machine))
}

/// What in a mail names tickets: its own fields, and the address it was delivered to.
fn candidates(key: &Key, reading: &Reading) -> Vec<Candidate> {
    let mut found = thread::candidates(key, &reading.mail);
    let delivered = reading.recipient.as_deref();
    if let Some(ticket) = delivered.and_then(|address| thread::ticket_of_address(key, address)) {
        let after_ids =
            found.iter().take_while(|it| matches!(it.by, thread::By::MessageId { .. })).count();
        found.insert(after_ids, Candidate { ticket, by: thread::By::Address });
    }
    found
}

/// The ticket of that number, if there is one.
fn ticket(ledger: &mut Ledger<'_, '_>, number: i64) -> Result<Option<Ticket>, Failure> {
    match ledger.ticket(TicketNumber(number)) {
        Ok(ticket) => Ok(Some(ticket.clone())),
        Err(Failure::Refused(refusal)) if refusal.class == Class::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The ticket that a ticket was merged into, through all merges; itself when it was not.
fn survivor(ledger: &mut Ledger<'_, '_>, named: &Ticket) -> Result<Ticket, Failure> {
    let mut ticket = named.clone();
    for _ in 0..MERGES_MAX {
        let Some(rest) = &ticket.merged else { break };
        ticket = ledger.ticket(rest.into)?.clone();
    }
    Ok(ticket)
}

/// The person who has the sender's address, if the desk knows them.
pub(crate) fn sender(
    ledger: &mut Ledger<'_, '_>,
    reading: &Reading,
) -> Result<Option<PersonRow>, Failure> {
    // Whoever writes in the name of the desk's own address is nobody on any ticket.
    match reading.sender().filter(|_| !reading.is_from_ourselves()) {
        Some(address) => Ok(people::by_email(ledger.tx(), address)?),
        None => Ok(None),
    }
}

/// Whose requester a ticket is.
pub(crate) fn requester(
    ledger: &mut Ledger<'_, '_>,
    number: TicketNumber,
) -> Result<PersonId, Failure> {
    Ok(ledger.ticket(number)?.requester)
}
