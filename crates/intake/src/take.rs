//! What follows from a mail: commands as its sender or as the desk, and the row that says what
//! became of it. All in one transaction.

use crate::keep::Kept;
use crate::place::{self, Machine, Place, Reach};
use crate::reading::{Reading, Trouble, UNKNOWN_SENDER};
use crate::wording::Wording;
use crate::{Arrival, Taken, identity};
use desk::actor::Actor;
use desk::ids::{EventSeq, PersonId, TicketNumber};
use desk::text::Text;
use desk::ticket::message::{Automatic, Note, Reply, Write};
use desk::ticket::open::Open;
use desk::ticket::{Command, Event};
use desk::values::{Channel, LinkKind, Origin};
use mail::Judgement;
use store::ledger::PersonHint;
use store::queries::mails::{MailRow, Verdict};
use store::queries::people::PersonRow;
use store::words::words;
use store::{By, Failure, Ledger};

/// The message a ticket is opened with, in its stream: right after its creation.
const OPENING_MESSAGE: EventSeq = 2;

/// What became of a mail.
struct Done {
    verdict: Verdict,
    ticket: Option<TicketNumber>,
    message: Option<EventSeq>,
    /// Whether the message has less than the mail's whole text.
    is_trimmed: bool,
}

/// A mail with all that is needed to take it.
struct Mail<'m> {
    reading: &'m Reading,
    kept: &'m Kept,
    arrival: &'m Arrival,
    wording: Wording,
}

/// Takes a mail whose content is kept. It may have come meanwhile by another way.
pub(crate) fn take(
    ledger: &mut Ledger<'_, '_>,
    reading: &Reading,
    kept: &Kept,
    arrival: &Arrival,
) -> Result<Taken, Failure> {
    if let Some(taken) = again(ledger, reading, arrival)? {
        return Ok(taken);
    }
    let wording = Wording::of(ledger.settings());
    let mail = Mail { reading, kept, arrival, wording };
    let done = mail.deliver(ledger)?;
    kept.mark(ledger)?;
    let (verdict, ticket) = (done.verdict, done.ticket);
    let row = MailRow {
        event_seq: done.message,
        is_trimmed: done.is_trimmed,
        left_out: kept.left_out(),
        blob: Some(kept.raw()),
        ..row(reading, arrival, verdict, ticket)
    };
    ledger.note_mail(row)?;
    Ok(taken(reading, verdict, ticket))
}

/// Notes a further delivery of a mail that came before; none when it did not.
pub(crate) fn again(
    ledger: &mut Ledger<'_, '_>,
    reading: &Reading,
    arrival: &Arrival,
) -> Result<Option<Taken>, Failure> {
    let Some(first) = identity::first(ledger.tx(), reading, arrival.now)? else {
        return Ok(None);
    };
    let row = row(reading, arrival, Verdict::Duplicate, first.ticket);
    ledger.note_mail(MailRow { copy_of: Some(first.id), ..row })?;
    Ok(Some(taken(reading, Verdict::Duplicate, first.ticket)))
}

fn row(
    reading: &Reading,
    arrival: &Arrival,
    verdict: Verdict,
    ticket: Option<TicketNumber>,
) -> MailRow {
    MailRow {
        id: 0,
        received_at: arrival.now,
        channel: arrival.channel.clone(),
        verdict,
        nature: reading.nature().to_owned(),
        identity: reading.identity.digest.to_vec(),
        message_id: reading.identity.message_id.map(|digest| digest.to_vec()),
        copy_of: None,
        ticket,
        event_seq: None,
        size: reading.size,
        has_html: reading.mail.html.is_some(),
        is_trimmed: false,
        left_out: 0,
        damage: reading.damage(),
        blob: None,
    }
}

fn taken(reading: &Reading, verdict: Verdict, ticket: Option<TicketNumber>) -> Taken {
    Taken {
        verdict,
        ticket,
        message_id: reading.mail.message_id.clone(),
        sender: reading.mail.sender.as_ref().map(|sender| sender.address.clone()),
        subject: reading.mail.subject.clone(),
        attachments: reading.attachment_names(),
    }
}

impl Mail<'_> {
    fn deliver(&self, ledger: &mut Ledger<'_, '_>) -> Result<Done, Failure> {
        match self.reading.trouble {
            Some(trouble @ (Trouble::NoMail | Trouble::Empty | Trouble::Refused)) => {
                return self.damaged(ledger, trouble);
            }
            Some(Trouble::NoSender) | None => {}
        }
        let sender = place::sender(ledger, self.reading)?;
        match (place::find(ledger, self.reading, sender.as_ref())?, sender) {
            (Place::Requester(ticket), Some(sender)) => {
                self.requester_writes(ledger, ticket, sender.id, None)
            }
            (Place::Filed(ticket, Machine::Requesters), Some(sender)) => {
                self.requester_writes(ledger, ticket, sender.id, Some(Automatic))
            }
            (Place::Agent(ticket, reach), Some(sender)) => {
                self.agent_writes(ledger, ticket, sender.id, reach)
            }
            (Place::Filed(ticket, machine), _) => self.file(ledger, ticket, machine),
            (Place::Aside, _) => Ok(Done {
                verdict: Verdict::Automatic,
                ticket: None,
                message: None,
                is_trimmed: false,
            }),
            (Place::New { beside }, sender) => self.new_ticket(ledger, sender, beside),
            (Place::Requester(_) | Place::Agent(..), None) => {
                Err(Failure::fault("a mail without a sender has no place of a sender"))
            }
        }
    }

    fn new_ticket(
        &self,
        ledger: &mut Ledger<'_, '_>,
        sender: Option<PersonRow>,
        beside: Option<TicketNumber>,
    ) -> Result<Done, Failure> {
        if let Some(trouble) = self.reading.trouble {
            return self.damaged(ledger, trouble);
        }
        let wording = self.wording;
        let is_ours = self.reading.is_from_ourselves();
        let requester = match sender {
            _ if is_ours => self.unknown(ledger)?,
            Some(sender) => sender.id,
            None => self.known(ledger)?,
        };
        let links = beside.map(|ticket| (LinkKind::Related, ticket)).into_iter().collect();
        let done = self.open(ledger, requester, links)?;
        let own_address = is_ours.then(|| wording.own_address().to_owned());
        for note in own_address.into_iter().chain(beside.map(|it| wording.beside(it))) {
            self.act_as_desk(ledger);
            let note = Note { body: Some(words(note)?), ..Note::default() };
            done.ticket.map(|number| ledger.act(number, note.into())).transpose()?;
        }
        Ok(done)
    }

    /// Opens a ticket of the sender.
    fn open(
        &self,
        ledger: &mut Ledger<'_, '_>,
        requester: PersonId,
        links: Vec<(LinkKind, TicketNumber)>,
    ) -> Result<Done, Failure> {
        let wording = self.wording;
        self.act_as(ledger, requester);
        let mut open = Open::by(Channel::Mail);
        open.requester = Some(requester);
        open.subject = Some(words(self.reading.ticket_subject(wording))?);
        // What somebody forwards is what it is about: here nothing is taken off.
        let text = self.reading.whole_text(wording);
        let is_trimmed = self.is_trimmed(text.as_deref());
        open.body = self.words_or_files(text)?;
        open.attachments = self.kept.offer(ledger, Some(requester))?;
        open.links = links;
        if self.reading.is_from_machine() {
            open.tags.insert(wording.automatic().to_owned());
        }
        let number = ledger.open(open)?;
        Ok(Done {
            verdict: Verdict::Ticket,
            ticket: Some(number),
            message: Some(OPENING_MESSAGE),
            is_trimmed,
        })
    }

    /// Opens a ticket about the mail itself, with the whole message attached.
    fn damaged(&self, ledger: &mut Ledger<'_, '_>, trouble: Trouble) -> Result<Done, Failure> {
        let wording = self.wording;
        let requester = match trouble {
            Trouble::Empty | Trouble::Refused if self.reading.sender().is_some() => {
                self.known(ledger)?
            }
            _ => self.unknown(ledger)?,
        };
        self.act_as_desk(ledger);
        let excerpt = self.reading.excerpt(wording);
        let body = match excerpt.is_empty() {
            true => wording.damaged_body(trouble).to_owned(),
            false => format!("{}\n\n{excerpt}", wording.damaged_body(trouble)),
        };
        let mut open = Open::by(Channel::Mail);
        open.requester = Some(requester);
        let subject = wording.damaged_subject(trouble, &self.reading.subject);
        open.subject =
            Some(words(subject.chars().take(desk::limits::SUBJECT_MAX).collect::<String>())?);
        open.body = Some(words(body)?);
        open.attachments = self.kept.offer_with_raw(ledger)?;
        open.tags.insert(wording.damaged().to_owned());
        let number = ledger.open(open)?;
        Ok(Done {
            verdict: Verdict::Damaged,
            ticket: Some(number),
            message: Some(OPENING_MESSAGE),
            is_trimmed: false,
        })
    }

    /// The requester goes on, or a machine of theirs does.
    fn requester_writes(
        &self,
        ledger: &mut Ledger<'_, '_>,
        ticket: TicketNumber,
        sender: PersonId,
        automatic: Option<Automatic>,
    ) -> Result<Done, Failure> {
        let text = self.reading.new_text(self.wording);
        let is_trimmed = self.is_trimmed(text.as_deref());
        let body = self.words_or_files(text)?;
        let before = ledger.ticket(ticket)?.version;
        let attachments = self.kept.offer(ledger, Some(sender))?;
        let write = Write { body, automatic, attachments };
        let into = if place::requester(ledger, ticket)? == sender {
            self.act_as(ledger, sender);
            ledger.write(ticket, write)?
        } else {
            // Their ticket was merged into this one: an agent has said that they may be in it.
            self.act_by_rule(ledger, sender);
            match ledger.act(ticket, write.into()) {
                Ok(_) => ticket,
                // It was resolved too long ago: they go on in a ticket of their own.
                Err(Failure::Refused(refusal)) if refusal.code == "too_old" => {
                    return self.open(ledger, sender, vec![(LinkKind::SuccessorOf, ticket)]);
                }
                Err(failure) => return Err(failure),
            }
        };
        let message = if into == ticket { before + 1 } else { OPENING_MESSAGE };
        let verdict = match automatic {
            Some(Automatic) => Verdict::Automatic,
            None => Verdict::Message,
        };
        Ok(Done { verdict, ticket: Some(into), message: Some(message), is_trimmed })
    }

    /// An agent answers, or notes.
    fn agent_writes(
        &self,
        ledger: &mut Ledger<'_, '_>,
        ticket: TicketNumber,
        sender: PersonId,
        reach: Reach,
    ) -> Result<Done, Failure> {
        let text = self.reading.new_text(self.wording);
        let is_trimmed = self.is_trimmed(text.as_deref());
        let body = Some(self.words(text)?);
        self.act_as(ledger, sender);
        let attachments = self.kept.offer(ledger, Some(sender))?;
        let command: Command = match reach {
            Reach::Requester => Reply { body, attachments, ..Reply::default() }.into(),
            Reach::House => Note { body, attachments }.into(),
        };
        let message = said(ledger, ticket, command)?;
        Ok(Done { verdict: Verdict::Message, ticket: Some(ticket), message, is_trimmed })
    }

    /// Files a machine's mail on the ticket it is about, for the house.
    fn file(
        &self,
        ledger: &mut Ledger<'_, '_>,
        ticket: TicketNumber,
        machine: Machine,
    ) -> Result<Done, Failure> {
        let wording = self.wording;
        let head = match (machine, &self.reading.judgement) {
            (Machine::Ours, _) => wording.returned().to_owned(),
            (_, Judgement::Bounce(bounce)) => wording.bounced(bounce.recipient.as_deref()),
            _ => wording.filed(self.reading.sender_shown(wording)),
        };
        let excerpt = self.reading.excerpt(wording);
        let is_trimmed = excerpt != self.reading.mail.text.trim();
        let body = Some(words(format!("{head}\n\n{excerpt}"))?);
        self.act_as_desk(ledger);
        let attachments = self.kept.offer(ledger, None)?;
        let message = said(ledger, ticket, Note { body, attachments }.into())?;
        Ok(Done { verdict: Verdict::Automatic, ticket: Some(ticket), message, is_trimmed })
    }

    /// Makes the sender known, or finds them.
    fn known(&self, ledger: &mut Ledger<'_, '_>) -> Result<PersonId, Failure> {
        ledger.requester(PersonHint {
            email: self.reading.sender().map(str::to_owned),
            name: self.reading.sender_name(),
            ..PersonHint::default()
        })
    }

    /// Who stands for a sender that is not known.
    fn unknown(&self, ledger: &mut Ledger<'_, '_>) -> Result<PersonId, Failure> {
        ledger.requester(PersonHint {
            email: Some(UNKNOWN_SENDER.to_owned()),
            name: Some(self.wording.unknown_sender().to_owned()),
            ..PersonHint::default()
        })
    }

    /// Words for a message that must have some.
    fn words(&self, text: Option<String>) -> Result<Text, Failure> {
        Ok(words(text.unwrap_or_else(|| self.wording.no_text().to_owned()))?)
    }

    /// Words for a message that may do without where files go with it.
    fn words_or_files(&self, text: Option<String>) -> Result<Option<Text>, Failure> {
        if text.is_none() && self.kept.has_files() {
            return Ok(None);
        }
        self.words(text).map(Some)
    }

    fn is_trimmed(&self, text: Option<&str>) -> bool {
        text.is_some_and(|text| text != self.reading.mail.text.trim())
    }

    fn act_as(&self, ledger: &mut Ledger<'_, '_>, person: PersonId) {
        let (actor, origin) = (Actor::Person(person), Origin::Command);
        ledger.set_by(By { now: self.arrival.now, actor, origin });
    }

    fn act_by_rule(&self, ledger: &mut Ledger<'_, '_>, person: PersonId) {
        let (actor, origin) = (Actor::Person(person), Origin::Rule);
        ledger.set_by(By { now: self.arrival.now, actor, origin });
    }

    fn act_as_desk(&self, ledger: &mut Ledger<'_, '_>) {
        let (actor, origin) = (Actor::Desk, Origin::Rule);
        ledger.set_by(By { now: self.arrival.now, actor, origin });
    }
}

/// Does it, and gives the place of the message in the ticket's stream.
fn said(
    ledger: &mut Ledger<'_, '_>,
    ticket: TicketNumber,
    command: Command,
) -> Result<Option<EventSeq>, Failure> {
    let before = ledger.ticket(ticket)?.version;
    let events = ledger.act(ticket, command)?;
    let is_message = |event: &Event| matches!(event, Event::Replied(_) | Event::Noted(_));
    let at = events.iter().position(is_message).and_then(|at| EventSeq::try_from(at).ok());
    Ok(at.map(|at| before + 1 + at))
}
