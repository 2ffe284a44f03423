//! The composer: what one can write, and the form of what is being written.

use super::address::Address;
use super::form::{Field, Typed};
use super::forms::Forms;
use super::modes::{Mode, Rights};
use super::rail::Preview;
use super::read::Seen;
use super::words::Teller;
use crate::pages::files::{Brought, Chosen};
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::shown::{Line, Link, Tab, When};
use desk::ids::{AttachmentId, EventSeq, TicketNumber};
use desk::values::LinkKind;
use store::journal::Told;
use store::queries::drafts::DraftRow;

/// What somebody sent that was not taken, or has begun.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// What it was to become.
    pub(crate) mode: Option<Mode>,
    /// Which field of the side column it was about.
    pub(crate) change: Option<String>,
    pub(crate) typed: Typed,
    pub(crate) problems: Problems,
    /// What became of the files that came with it.
    pub(crate) brought: Brought,
    /// What others did since the form was made, when that is why.
    pub(crate) meanwhile: Vec<Told>,
}

/// The composer as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Composer {
    pub(crate) tabs: Vec<Tab>,
    /// What is in the menu beside the tabs.
    pub(crate) menu: Vec<Tab>,
    pub(crate) form: Option<Form>,
    /// Why one of the usual ways is not offered.
    pub(crate) why: Option<String>,
    /// Drafts about a ticket that was merged into this one.
    pub(crate) strays: Vec<Stray>,
}

/// The form of what is being written.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) mode: Mode,
    pub(crate) action: String,
    /// Where nothing is being written.
    pub(crate) rest: String,
    /// What the browser keeps it under while the server cannot.
    pub(crate) key: String,
    pub(crate) version: EventSeq,
    pub(crate) fields: Vec<Field>,
    /// To whom it goes.
    pub(crate) to: Option<String>,
    /// What is worth a thought before.
    pub(crate) warning: Option<String>,
    /// What happens then.
    pub(crate) then: Vec<String>,
    pub(crate) send: String,
    pub(crate) problems: Problems,
    pub(crate) meanwhile: Vec<(When, Line)>,
    pub(crate) draft: Option<Draft>,
    /// The files that go along; none for a form that takes no files.
    pub(crate) files: Option<Vec<Chosen>>,
}

/// A draft that stands in the form.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) when: String,
}

/// A draft that belongs to another ticket now.
#[derive(Debug, Clone)]
pub(crate) struct Stray {
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Form {
    /// The fields that show what is wrong with them.
    pub(crate) fn shown(&self) -> Vec<&str> {
        self.fields.iter().map(Field::name).collect()
    }
}

/// Makes the composer of what was read.
pub(crate) struct Composing<'a> {
    pub(crate) page: &'a Page,
    pub(crate) seen: &'a Seen,
    pub(crate) address: &'a Address,
    pub(crate) rights: &'a Rights<'a>,
    pub(crate) sent: &'a Sent,
}

impl Composing<'_> {
    /// What is being written: what was sent, what the address says, else what comes first.
    pub(crate) fn mode(&self) -> Option<Mode> {
        let offered = |mode: &Mode| self.rights.offers(*mode);
        let asked = self.address.compose.filter(offered);
        self.sent.mode.or(asked).or_else(|| [Mode::Reply, Mode::Note].into_iter().find(offered))
    }

    /// The files of what is being written.
    pub(crate) fn files(&self) -> Vec<AttachmentId> {
        self.mode().map(|mode| self.typed(mode).0.files()).unwrap_or_default()
    }

    /// What was typed, here or in the draft of that mode; and when, if it is a draft.
    fn typed(&self, mode: Mode) -> (Typed, Option<Draft>) {
        if !self.sent.typed.is_empty() {
            return (self.sent.typed.clone(), None);
        }
        match self.draft(mode) {
            Some(row) => {
                let when = self.page.moment(row.at);
                (Typed::new(row.fields.clone()), Some(Draft { when }))
            }
            None => (Typed::default(), None),
        }
    }

    fn draft(&self, mode: Mode) -> Option<&DraftRow> {
        let number = self.seen.ticket.number;
        let mut drafts = self.seen.drafts.iter();
        drafts.find(|row| row.ticket == number && row.mode == mode.word())
    }

    /// Where the hand-over that is being written would go.
    pub(crate) fn preview(&self) -> Option<Preview> {
        let mode = self.mode().filter(|mode| matches!(mode, Mode::Escalate | Mode::Return))?;
        let (typed, _) = self.typed(mode);
        self.forms(&typed).preview(mode)
    }

    fn forms<'f>(&'f self, typed: &'f Typed) -> Forms<'f> {
        let Composing { page, seen, address, rights, .. } = *self;
        Forms { page, seen, address, rights, typed }
    }

    pub(crate) fn composer(&self) -> Composer {
        let mode = self.mode();
        let offered = Mode::ALL.iter().copied().filter(|it| self.rights.offers(*it));
        let (tabs, menu) = offered
            .filter(|it| *it != Mode::Split || mode == Some(Mode::Split))
            .map(|it| (it, self.tab(it, mode)))
            .partition::<Vec<_>, _>(|(it, _)| it.is_tab() || mode == Some(*it));
        let strip = |tabs: Vec<(Mode, Tab)>| tabs.into_iter().map(|(_, tab)| tab).collect();
        Composer {
            tabs: strip(tabs),
            menu: strip(menu),
            form: mode.map(|mode| self.form(mode)),
            why: self.why(),
            strays: self.strays(),
        }
    }

    fn tab(&self, mode: Mode, here: Option<Mode>) -> Tab {
        let page = self.page;
        let draft = self
            .draft(mode)
            .map(|row| page.text("draft-from").with("time", page.moment(row.at)).to_string());
        Tab {
            label: page.text(mode.label()).to_string(),
            icon: mode.icon(),
            key: mode.key(),
            href: self.address.composing(mode).page(self.seen.ticket.number),
            is_here: here == Some(mode),
            draft,
        }
    }

    fn form(&self, mode: Mode) -> Form {
        let (page, seen) = (self.page, self.seen);
        let number = seen.ticket.number;
        let (typed, draft) = self.typed(mode);
        let forms = self.forms(&typed);
        let teller = Teller { page, seen };
        let meanwhile = self.sent.meanwhile.iter();
        let viewer = page.viewer.as_ref().map_or(0, |viewer| viewer.id().0);
        let send = match self.sent.meanwhile.is_empty() {
            true => forms.send(mode),
            false => page.text("send-anyway").to_string(),
        };
        Form {
            mode,
            action: self.address.at_rest().act(number, mode.word()),
            rest: self.address.at_rest().page(number),
            key: format!("{viewer}-ticket-{number}-{}", mode.word()),
            version: seen.ticket.version,
            fields: forms.fields(mode),
            to: forms.to(mode),
            warning: forms.warning(mode),
            then: forms.then(mode),
            send,
            problems: self.sent.problems.clone(),
            meanwhile: meanwhile
                .map(|told| (When::exact(page, told.stamp.at), teller.line(told)))
                .collect(),
            draft,
            files: (!mode.is_docked()).then(|| self.seen.chosen.clone()),
        }
    }

    /// Why somebody who reads a ticket cannot answer or move it.
    fn why(&self) -> Option<String> {
        let Seen { ticket, directory, .. } = self.seen;
        if ticket.merged.is_some() || self.rights.works() || !ticket.status.is_live() {
            return None;
        }
        let team = directory.team(ticket.team)?;
        let key = match (self.rights.offers(Mode::Reply), self.rights.offers(Mode::Pull)) {
            (true, _) => "why-contact",
            (false, true) => "why-pull",
            (false, false) => "why-reader",
        };
        Some(self.page.text(key).with("team", team.name.as_str()).to_string())
    }

    /// What one had begun to write about tickets that were merged into this one, or about this one
    /// when it was itself merged.
    fn strays(&self) -> Vec<Stray> {
        let ticket = &self.seen.ticket;
        let duplicate =
            |number: TicketNumber| ticket.links.contains(&(LinkKind::DuplicatedBy, number));
        let into = ticket.merged.map(|rest| rest.into);
        let target = into.unwrap_or(ticket.number);
        let strays = self.seen.drafts.iter().filter(|row| match into {
            Some(_) => row.ticket == ticket.number,
            None => duplicate(row.ticket),
        });
        strays.filter_map(|row| self.stray(row, target)).collect()
    }

    fn stray(&self, row: &DraftRow, target: TicketNumber) -> Option<Stray> {
        let page = self.page;
        let mode = Mode::of(&row.mode)?;
        let label = page.text("draft-of-merged").with("number", row.ticket.0.to_string());
        let label = label.with("mode", page.text(mode.label()).to_string());
        let text = Typed::new(row.fields.clone());
        let text = text.texts().collect::<Vec<_>>().join("\n");
        let mut fields = vec![
            ("mode".to_owned(), row.mode.clone()),
            ("from".to_owned(), row.ticket.0.to_string()),
        ];
        fields.extend(row.fields.iter().cloned());
        Some(Stray {
            label: label.with("time", page.moment(row.at)).to_string(),
            text,
            action: format!("/desk/tickets/{target}/draft"),
            fields,
        })
    }
}

/// Where a merged ticket goes on.
pub(crate) fn survivor(page: &Page, seen: &Seen) -> Option<Link> {
    let into = seen.ticket.merged?.into;
    let label = page.text("merged-into").with("number", into.0.to_string()).to_string();
    Some(Link { href: format!("/desk/tickets/{into}"), label })
}
