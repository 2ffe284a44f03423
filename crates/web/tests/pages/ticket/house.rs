//! A desk with three tiers, a provider and somebody in each team, who send forms.

use crate::pages::browser::{Browser, Desk, Page, hash, now, plain};
use axum::http::StatusCode;
use desk::actor::Actor;
use desk::admin::{AddTeam, AdminCommand};
use desk::ids::{PersonId, TicketNumber};
use desk::ticket::Command;
use desk::ticket::open::Open;
use desk::values::{Channel, Origin, Role, Tier};
use std::collections::BTreeMap;
use store::ledger::NewPerson;
use store::testing::TestDb;
use store::words::words;
use store::{By, Failure, Ledger};

/// What a hand-over to the second level has to answer.
pub(crate) const CHECKLIST: &str = "Which site?";

/// Who is who besides anna of the first level and rita, who asks.
const PEOPLE: &[(&str, Role, &[&str])] = &[
    ("Armin Auer", Role::Agent, &["1st Level"]),
    ("Bea Brandt", Role::Agent, &["Network"]),
    ("Cora Conrad", Role::Agent, &["3rd Level"]),
    ("Lea Lang", Role::Lead, &["1st Level"]),
    ("Nora Nacht", Role::Agent, &["Night"]),
    ("Ron Rau", Role::Requester, &[]),
];

pub(crate) struct House {
    pub(crate) desk: Desk,
    ids: BTreeMap<String, PersonId>,
}

impl House {
    pub(crate) fn new(test: &TestDb) -> House {
        let desk = Desk::new(test);
        let hash = hash();
        let by = By { now: now(), actor: Actor::Desk, origin: Origin::Command };
        let ids = desk.store.write(by, move |ledger| founded(ledger, &hash)).unwrap();
        let mut ids: BTreeMap<String, PersonId> = ids.into_iter().collect();
        ids.insert("anna".into(), desk.anna);
        ids.insert("rita".into(), desk.rita);
        House { desk, ids }
    }

    pub(crate) fn id(&self, who: &str) -> PersonId {
        self.ids[who]
    }

    /// Somebody's browser, signed in, in English.
    pub(crate) fn at(&self, who: &str) -> Browser {
        self.desk.signed_in(&email(who)).with("accept-language", "en")
    }

    /// Writes past the pages.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        who: &str,
        closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
    ) -> T {
        let by = By { now: now(), actor: Actor::Person(self.id(who)), origin: Origin::Command };
        self.desk.store.write(by, closure).unwrap()
    }

    /// Does something with a ticket past the pages.
    pub(crate) fn does(&self, who: &str, number: i64, command: impl Into<Command>) {
        let command = command.into();
        self.write(who, move |ledger| ledger.act(TicketNumber(number), command.clone()).map(drop));
    }

    /// A ticket of rita's on the first level, new.
    pub(crate) fn ticket(&self) -> i64 {
        self.opened("rita", "Printer is on fire", "It really is.", "1st Level")
    }

    pub(crate) fn opened(&self, who: &str, subject: &str, body: &str, team: &str) -> i64 {
        let (requester, team) = (self.id(who), team.to_owned());
        let (subject, body) = (subject.to_owned(), body.to_owned());
        self.write("anna", move |ledger| {
            let mut open = Open::by(Channel::Phone);
            open.subject = Some(words(&subject)?);
            open.body = Some(words(&body)?);
            open.requester = Some(requester);
            open.team = ledger.directory().team_named(&team).map(|team| team.id);
            Ok(ledger.open(open)?.0)
        })
    }
}

pub(crate) fn email(who: &str) -> String {
    format!("{}@stufe.example", &format!("{who}0000")[..4]).replace('0', "")
}

fn founded(ledger: &mut Ledger<'_, '_>, hash: &str) -> Result<Vec<(String, PersonId)>, Failure> {
    for (name, tier, provider, checklist) in
        [("Network", 2, None, Some(CHECKLIST)), ("Night", 1, Some("Nachtwerk"), None)]
    {
        let team = ledger.new_team()?;
        let provider = provider.map(str::to_owned);
        let checklist = Vec::from_iter(checklist.map(str::to_owned));
        let (name, tier) = (name.to_owned(), Tier(tier));
        ledger.admin(AdminCommand::AddTeam(AddTeam {
            team,
            name,
            tier,
            provider,
            checklist,
            reach: desk::values::Reach::House,
        }))?;
    }
    let mut ids = Vec::new();
    for (name, role, teams) in PEOPLE {
        let teams = teams.iter().map(|name| ledger.directory().team_named(name).unwrap().id);
        let teams = teams.collect();
        let first = name.split(' ').next().unwrap().to_lowercase();
        let (name, email, phone) = (Some((*name).to_owned()), Some(email(&first)), None);
        let id = ledger.add_person(NewPerson { name, email, phone, role: *role, teams })?;
        ledger.set_password(id, hash)?;
        ids.push((first, id));
    }
    Ok(ids)
}

/// A form of a page: where it goes and what stands in it unseen.
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Page {
    /// The form that does this with the ticket; none when the page does not offer it.
    pub(crate) fn form_of(&self, verb: &str) -> Option<Form> {
        let forms = self.text.split("<form ").skip(1);
        let forms = forms.map(|form| form.split("</form>").next().unwrap());
        let mut found = forms.filter_map(|text| {
            let action = text.split("action=\"").nth(1)?.split('"').next()?;
            let action = plain(action);
            let path = action.split('?').next()?;
            path.ends_with(&format!("/{verb}")).then(|| {
                let fields = text.split("<input type=\"hidden\" name=\"").skip(1);
                let hidden = fields.map(|field| {
                    let (name, rest) = field.split_once("\" value=\"").unwrap();
                    (name.to_owned(), plain(rest.split('"').next().unwrap()))
                });
                Form { action: action.clone(), hidden: hidden.collect(), text: text.to_owned() }
            })
        });
        found.next()
    }
}

impl Browser {
    /// Fills in and sends the form of a verb that stands in the page; says what came back.
    #[track_caller]
    pub(crate) fn send_form(&mut self, page: &Page, verb: &str, typed: &[(&str, &str)]) -> Page {
        let form = page.form_of(verb).unwrap_or_else(|| panic!("no form {verb}: {}", page.text));
        let hidden = form.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = hidden.chain(typed.iter().copied()).collect();
        self.post(&form.action, &fields)
    }

    /// The page of a ticket with this being written.
    #[track_caller]
    pub(crate) fn compose(&mut self, number: i64, mode: &str) -> Page {
        let page = self.get(&format!("/desk/tickets/{number}?compose={mode}"));
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page
    }

    /// Writes and sends something that has to be taken.
    #[track_caller]
    pub(crate) fn does(&mut self, number: i64, verb: &str, typed: &[(&str, &str)]) -> String {
        let page = self.compose(number, verb);
        let answer = self.send_form(&page, verb, typed);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{verb}: {}", answer.text);
        answer.to().to_owned()
    }
}
