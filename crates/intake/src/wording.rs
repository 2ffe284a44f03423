//! The few words that the desk itself writes into tickets, in the desk's language.

use crate::reading::Trouble;
use desk::ids::TicketNumber;
use desk::settings::Settings;
use desk::values::Language;

/// The desk's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wording(Language);

impl Wording {
    /// Those of a desk; English while nobody has said which language it speaks, as on its pages.
    pub(crate) fn of(settings: &Settings) -> Wording {
        Wording(settings.language.unwrap_or(Language::En))
    }

    fn choose<'a>(self, german: &'a str, english: &'a str) -> &'a str {
        match self.0 {
            Language::De => german,
            Language::En => english,
        }
    }

    /// The subject of a ticket whose mail has none and no text to take one from.
    pub(crate) fn no_subject(self) -> &'static str {
        self.choose("(ohne Betreff)", "(no subject)")
    }

    /// The message of a mail without text.
    pub(crate) fn no_text(self) -> &'static str {
        self.choose("(Die Mail hat keinen Text.)", "(The mail has no text.)")
    }

    /// What stands below a text that was cut.
    pub(crate) fn cut(self) -> &'static str {
        self.choose(
            "(Hier gekürzt. Der ganze Text steht in der Mail.)",
            "(Cut here. The whole text is in the mail.)",
        )
    }

    /// The tag of a ticket whose mail could not be read.
    pub(crate) fn damaged(self) -> &'static str {
        self.choose("beschädigt", "damaged")
    }

    /// The tag of a ticket that a machine opened.
    pub(crate) fn automatic(self) -> &'static str {
        self.choose("automatisch", "automatic")
    }

    /// Who has the need, when no sender can be used.
    pub(crate) fn unknown_sender(self) -> &'static str {
        self.choose("Unbekannter Absender", "Unknown sender")
    }

    /// The name of the whole message as a file.
    pub(crate) fn raw_name(self) -> &'static str {
        self.choose("nachricht.eml", "message.eml")
    }

    /// The subject of a ticket about a mail that could not be taken as it is.
    pub(crate) fn damaged_subject(self, trouble: Trouble, subject: &str) -> String {
        let about = match trouble {
            Trouble::NoMail => self.choose("Unlesbare Mail", "Unreadable mail"),
            Trouble::Empty => self.choose("Leere Mail", "Empty mail"),
            Trouble::NoSender => self.choose("Mail ohne Absender", "Mail without a sender"),
            Trouble::Refused => self.choose("Beschädigte Mail", "Damaged mail"),
        };
        if subject.is_empty() { about.to_owned() } else { format!("{about}: {subject}") }
    }

    /// What is wrong with a mail and what to do, for whoever gets its ticket.
    pub(crate) fn damaged_body(self, trouble: Trouble) -> &'static str {
        match trouble {
            Trouble::NoMail => self.choose(
                "Was hier ankam, ist keine lesbare Mail. Die ganze Nachricht hängt an. Bitte sehen \
                 Sie nach, wer sie geschickt hat.",
                "What came here is no readable mail. The whole message is attached. Please look \
                 who sent it.",
            ),
            Trouble::Empty => self.choose(
                "Diese Mail hat weder Betreff noch Text noch Anhang. Bitte fragen Sie nach, was \
                 gemeint ist.",
                "This mail has no subject, no text and no attachment. Please ask what is meant.",
            ),
            Trouble::NoSender => self.choose(
                "Diese Mail nennt keinen Absender, dem man antworten kann. Die ganze Nachricht \
                 hängt an. Bitte tragen Sie den Melder ein, wenn er sich finden lässt.",
                "This mail names no sender who could be answered. The whole message is attached. \
                 Please set the requester if you can find out who it is.",
            ),
            Trouble::Refused => self.choose(
                "Diese Mail ließ sich nicht wie üblich aufnehmen. Die ganze Nachricht hängt an.",
                "This mail could not be taken in the usual way. The whole message is attached.",
            ),
        }
    }

    /// What stands above an automatic mail that is filed on a ticket.
    pub(crate) fn filed(self, sender: &str) -> String {
        match self.0 {
            Language::De => format!("Automatische Mail von {sender}:"),
            Language::En => format!("Automatic mail from {sender}:"),
        }
    }

    /// What stands above a mail of ours that could not be delivered.
    pub(crate) fn bounced(self, recipient: Option<&str>) -> String {
        let recipient = recipient.map(|it| format!(" ({it})")).unwrap_or_default();
        match self.0 {
            Language::De => format!("Eine Mail von uns ist nicht angekommen{recipient}:"),
            Language::En => format!("A mail of ours was not delivered{recipient}:"),
        }
    }

    /// What stands above a mail of ours that came back to us.
    pub(crate) fn returned(self) -> &'static str {
        self.choose(
            "Eine Mail von uns ist zu uns zurückgekommen. Vielleicht leitet jemand seine Post an \
             uns weiter:",
            "A mail of ours came back to us. Perhaps somebody forwards their mail to us:",
        )
    }

    /// What the desk notes on the ticket of a mail in the name of its own address.
    pub(crate) fn own_address(self) -> &'static str {
        self.choose(
            "Diese Mail gibt sich als Mail unserer eigenen Adresse aus. Eine Antwort käme zu uns \
             zurück, darum steht hier kein Absender. Bitte tragen Sie den Melder ein, wenn er sich \
             finden lässt.",
            "This mail claims to come from our own address. An answer would come back to us, so \
             there is no sender here. Please set the requester if you can find out who it is.",
        )
    }

    /// What the desk notes on the ticket of somebody who answered in another's conversation.
    pub(crate) fn beside(self, ticket: TicketNumber) -> String {
        match self.0 {
            Language::De => format!(
                "Diese Mail antwortet auf eine Mail zu #{ticket}. Wer sie geschickt hat, ist dort \
                 nicht beteiligt, darum ist sie ein eigenes Ticket."
            ),
            Language::En => format!(
                "This mail answers a mail of #{ticket}. Whoever sent it is not on that ticket, so \
                 it is a ticket of its own."
            ),
        }
    }
}
