//! A desk with three tiers, a provider and everybody's tokens.

use crate::client::{Client, Reply};
use desk::actor::Actor;
use desk::admin::{AddService, AddTeam, AdminCommand, Scope};
use desk::ids::{PersonId, TeamId};
use desk::time::{Span, Timestamp};
use desk::values::{Origin, Role, Tier};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::ledger::NewPerson;
use store::testing::TestDb;
use store::{By, Ledger, Store};
use tokio::runtime::Runtime;
use web::App;

/// Who is who: name, role, teams.
pub(crate) const PEOPLE: &[(&str, Role, &[&str])] = &[
    ("rita", Role::Requester, &[]),
    ("bob", Role::Requester, &[]),
    ("anna", Role::Agent, &["1st Level"]),
    ("armin", Role::Agent, &["1st Level"]),
    ("fred", Role::Agent, &["Field"]),
    ("bea", Role::Agent, &["2nd Level"]),
    ("nick", Role::Agent, &["Network"]),
    ("cora", Role::Agent, &["3rd Level"]),
    ("lea", Role::Lead, &["1st Level"]),
    ("adam", Role::Admin, &[]),
    ("nora", Role::Agent, &["Night"]),
    ("nils", Role::Lead, &["Night"]),
];

/// What a hand-over to the network team has to answer.
pub(crate) const CHECKLIST: &str = "Which site?";

/// Starts on a Monday morning and goes on by a second with each look.
static CLOCK: AtomicI64 = AtomicI64::new(1_772_438_400_000_000);

pub(crate) fn now() -> Timestamp {
    Timestamp(CLOCK.fetch_add(1_000_000, Ordering::Relaxed))
}

/// So many days before now.
pub(crate) fn days_ago(days: i64) -> Timestamp {
    Timestamp(now().0 - Span::days(days).0)
}

/// An application over a fresh desk.
pub(crate) struct Desk {
    pub(crate) store: Store,
    tokens: BTreeMap<&'static str, String>,
    ids: BTreeMap<&'static str, PersonId>,
    nobody: Client,
}

impl Desk {
    pub(crate) fn new(test: &TestDb) -> Desk {
        let store = Store::over(test.open(), now()).unwrap();
        let by = By { now: now(), actor: Actor::Desk, origin: Origin::Command };
        let secrets: Vec<String> = PEOPLE.iter().map(|_| web::new_token().unwrap()).collect();
        let kept = secrets.clone();
        let ids = store.write(by, move |ledger| founded(ledger, &kept)).unwrap();
        let names = || PEOPLE.iter().map(|(name, ..)| *name);
        let runtime = Arc::new(Runtime::new().unwrap());
        let nobody =
            Client { router: web::router(App::new(store.clone(), now)), runtime, token: None };
        let (tokens, ids) = (names().zip(secrets).collect(), names().zip(ids).collect());
        Desk { store, tokens, ids, nobody }
    }

    /// Somebody without a token.
    pub(crate) fn nobody(&self) -> Client {
        self.nobody.clone()
    }

    /// An application of its own over the same desk, to be served.
    pub(crate) fn app(&self) -> App {
        App::new(self.store.clone(), now)
    }

    /// Somebody of [`PEOPLE`].
    pub(crate) fn as_(&self, name: &str) -> Client {
        self.with(&self.tokens[name])
    }

    /// Somebody with that token.
    pub(crate) fn with(&self, token: &str) -> Client {
        Client { token: Some(token.into()), ..self.nobody() }
    }

    pub(crate) fn id(&self, name: &str) -> PersonId {
        self.ids[name]
    }

    pub(crate) fn digest(&self, name: &str) -> [u8; 32] {
        web::token_digest(&self.tokens[name])
    }

    /// Writes past the API, as somebody at some time.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        name: &str,
        now: Timestamp,
        closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, store::Failure> + Send + 'static,
    ) -> T {
        let by = By { now, actor: Actor::Person(self.id(name)), origin: Origin::Command };
        self.store.write(by, closure).unwrap()
    }

    /// A ticket of rita's that the first level holds, new.
    pub(crate) fn ticket(&self) -> i64 {
        self.opened("rita", "Printer is on fire")
    }

    /// A ticket of somebody's.
    pub(crate) fn opened(&self, name: &str, subject: &str) -> i64 {
        let body = json!({ "subject": subject, "body": "It really is.", "requester": "me" });
        self.as_(name).post("/tickets", body).expect(201).number()
    }

    /// Does something with a ticket that has to work.
    #[track_caller]
    pub(crate) fn done(&self, name: &str, number: i64, verb: &str, body: Value) -> Reply {
        self.as_(name).post(&format!("/tickets/{number}/{verb}"), body).expect(200)
    }

    /// A proper hand-over.
    pub(crate) fn hand_over(to: &str) -> Value {
        json!({
            "team": to, "reason": "skill",
            "findings": "Restarted it twice, no change.", "question": "Please find out why.",
        })
    }
}

pub(crate) fn email(name: &str) -> String {
    format!("{name}@example.org")
}

fn founded(
    ledger: &mut Ledger<'_, '_>,
    secrets: &[String],
) -> Result<Vec<PersonId>, store::Failure> {
    for (name, tier, provider, checklist) in [
        ("Field", 1, None, None),
        ("Network", 2, None, Some(CHECKLIST)),
        ("Night", 1, Some("Nachtwerk"), None),
        ("Night 2nd", 2, Some("Nachtwerk"), None),
    ] {
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
    let service = ledger.new_service()?;
    let teams = vec![team(ledger, "Network"), team(ledger, "Field")];
    let name = "VPN".to_owned();
    ledger.admin(AdminCommand::AddService(AddService {
        service,
        name,
        teams,
        confidential: false,
    }))?;
    let mut ids = Vec::new();
    for ((name, role, teams), secret) in PEOPLE.iter().zip(secrets) {
        let teams = teams.iter().map(|name| team(ledger, name)).collect();
        let person = ledger.add_person(NewPerson {
            name: Some((*name).to_owned()),
            email: Some(email(name)),
            phone: None,
            role: *role,
            teams,
        })?;
        let scopes = vec![Scope::Read, Scope::Write];
        ledger.issue_token(person, scopes, None, &web::token_digest(secret))?;
        ids.push(person);
    }
    Ok(ids)
}

fn team(ledger: &Ledger<'_, '_>, name: &str) -> TeamId {
    ledger.directory().team_named(name).unwrap().id
}
