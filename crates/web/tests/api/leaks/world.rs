//! A random desk: people of every role, tickets with marks in all they say, and what people did
//! with them, allowed or not.

use super::dice::Dice;
use crate::client::Client;
use crate::pages::browser::{Browser, PASSWORD, hash};
use axum::http::{Method, StatusCode};
use desk::actor::Actor;
use desk::admin::{AddService, AddTeam, AdminCommand, Scope, SetDataRules};
use desk::directory::Directory;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::provider::DataRules;
use desk::ticket::Ticket;
use desk::time::Timestamp;
use desk::values::{Origin, Reach, Role, Shown, Tier};
use intake::{Arrival, ingest};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::ledger::{NewPerson, PersonChange};
use store::queries::tickets;
use store::testing::TestDb;
use store::{By, Failure, Ledger, Store};
use tokio::runtime::Runtime;
use web::App;

/// A Monday morning; goes on by a second with each look, and when the test says so.
static CLOCK: AtomicI64 = AtomicI64::new(1_772_438_400_000_000);

fn now() -> Timestamp {
    Timestamp(CLOCK.fetch_add(1_000_000, Ordering::Relaxed))
}

const SECOND: i64 = 1_000_000;

/// Somebody of the desk.
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) email: String,
    /// What their name is known by in an answer.
    pub(super) mark: String,
    pub(super) api: Client,
    pub(super) browser: Browser,
}

/// What a ticket says, where.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    /// In what its requester sees.
    pub(super) public: String,
    /// In notes and hand-overs.
    pub(super) internal: String,
    /// In the note of a known author.
    pub(super) note: Option<(PersonId, String)>,
    /// The names of files that came with public messages, by who uploaded them.
    pub(super) file: Option<(PersonId, i64, String)>,
}

/// A request that was done once under a key.
pub(super) struct Keyed {
    pub(super) who: usize,
    pub(super) path: String,
    pub(super) key: String,
    pub(super) body: Value,
}

pub(super) struct World {
    pub(super) store: Store,
    pub(super) people: Vec<Person>,
    pub(super) tickets: Vec<(TicketNumber, Marks)>,
    pub(super) keyed: Vec<Keyed>,
    pub(super) mails: Vec<(TicketNumber, i64)>,
}

/// First names; their first four letters sign them in.
const CAST: &[(&str, Option<Role>)] = &[
    ("rita", Some(Role::Requester)),
    ("bert", Some(Role::Requester)),
    ("viva", Some(Role::DepartmentViewer)),
    ("adam", Some(Role::Admin)),
    ("audi", Some(Role::Auditor)),
    ("nora", Some(Role::ProviderAgent)),
    ("nils", Some(Role::ProviderManager)),
    ("otto", Some(Role::Agent)),
    ("anna", None),
    ("fred", None),
    ("beat", None),
    ("cora", None),
    ("dora", None),
    ("emil", None),
];

const TEAMS: &[(&str, u8, Option<&str>)] = &[
    ("Field", 1, None),
    ("Personnel", 2, None),
    ("Network", 2, None),
    ("Night", 1, Some("Nachtwerk")),
    ("Night 2nd", 2, Some("Nachtwerk")),
    ("Other", 1, Some("Dritte")),
];

/// Every team, those of a fresh desk included.
pub(super) const NAMES: &[&str] = &[
    "1st Level",
    "2nd Level",
    "3rd Level",
    "Field",
    "Personnel",
    "Network",
    "Night",
    "Night 2nd",
    "Other",
];

impl World {
    pub(super) fn new(test: &TestDb, seed: u64) -> World {
        let dice = &mut Dice::new(seed);
        let store = Store::over(test.open(), now()).unwrap();
        let runtime = Arc::new(Runtime::new().unwrap());
        let mut world =
            World { store, people: vec![], tickets: vec![], keyed: vec![], mails: vec![] };
        world.found(dice);
        world.join(dice, &runtime);
        world.belong(dice);
        for place in 0..7 {
            world.ticket(place, dice);
        }
        world.by_mail(7);
        world.passed_on(8);
        world.marked(dice);
        for _ in 0..60 {
            world.deed(dice);
        }
        world.repeat(dice);
        world.changes(dice);
        for _ in 0..12 {
            world.deed(dice);
        }
        CLOCK.fetch_add(dice.below(60) as i64 * 3_600 * SECOND, Ordering::Relaxed);
        // Sessions end meanwhile; who is not signed in is shown nothing, and would prove nothing.
        for person in &mut world.people {
            let page = person.browser.sign_in(&person.email, PASSWORD);
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        }
        world
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp(CLOCK.load(Ordering::Relaxed))
    }

    pub(super) fn directory(&self) -> Arc<Directory> {
        self.store.read(|desk| Ok(Arc::clone(&desk.directory))).unwrap()
    }

    pub(super) fn row(&self, number: TicketNumber) -> Ticket {
        self.store.read(|desk| Ok(tickets::read(desk.tx, number)?)).unwrap().unwrap().ticket
    }

    fn write<T: Send + 'static>(
        &self,
        closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
    ) -> T {
        let by = By { now: now(), actor: Actor::Desk, origin: Origin::Command };
        self.store.write(by, closure).unwrap()
    }

    fn found(&mut self, dice: &mut Dice) {
        let reaches: Vec<Reach> = TEAMS.iter().map(|_| *dice.pick(Reach::ALL)).collect();
        let rules = ["Nachtwerk", "Dritte"].map(|provider| {
            let shown = |dice: &mut Dice| *dice.pick(&[Shown::Shown, Shown::Masked, Shown::Hidden]);
            let read_on_s = dice.below(3) as i64 * 86_400;
            let (requester, attachments, notes) = (shown(dice), shown(dice), shown(dice));
            (provider, DataRules { read_on_s, requester, attachments, notes })
        });
        let confidential = dice.one_in(2);
        self.write(move |ledger| {
            for ((name, tier, provider), reach) in TEAMS.iter().zip(&reaches) {
                let team = ledger.new_team()?;
                let (name, provider) = ((*name).to_owned(), provider.map(str::to_owned));
                let (tier, checklist, reach) = (Tier(*tier), Vec::new(), *reach);
                let add = AddTeam { team, name, tier, provider, checklist, reach };
                ledger.admin(AdminCommand::AddTeam(add))?;
            }
            for (provider, rules) in &rules {
                let (provider, rules) = ((*provider).to_owned(), *rules);
                ledger.admin(AdminCommand::SetDataRules(SetDataRules { provider, rules }))?;
            }
            for (name, teams, confidential) in [
                ("VPN", &["Network", "Field"], false),
                ("HR", &["Personnel", "Field"], confidential),
            ] {
                let service = ledger.new_service()?;
                let teams = teams.iter().map(|name| team(ledger.directory(), name)).collect();
                let name = name.to_owned();
                let add = AddService { service, name, teams, confidential };
                ledger.admin(AdminCommand::AddService(add))?;
            }
            Ok(())
        });
    }

    fn join(&mut self, dice: &mut Dice, runtime: &Arc<Runtime>) {
        let router = web::router(App::new(self.store.clone(), now));
        let hash = hash();
        for (name, role) in CAST {
            let (role, teams) = standing(name, *role, dice);
            let (mark, email) = (format!("qwho{name}q"), format!("{name}@stufe.example"));
            let secret = web::new_token().unwrap();
            let digest = web::token_digest(&secret);
            let (given, address, hash) = (mark.clone(), email.clone(), hash.clone());
            let id = self.write(move |ledger| {
                let teams = teams.iter().map(|name| team(ledger.directory(), name)).collect();
                let (name, email) = (Some(given.clone()), Some(address.clone()));
                let id = ledger.add_person(NewPerson { name, email, phone: None, role, teams })?;
                ledger.set_password(id, &hash)?;
                ledger.issue_token(id, vec![Scope::Read, Scope::Write], None, &digest)?;
                Ok(id)
            });
            let api = Client {
                router: router.clone(),
                runtime: Arc::clone(runtime),
                token: Some(secret),
            };
            let browser = Browser::with_cookie(router.clone(), Arc::clone(runtime), "lang", "en");
            self.people.push(Person { id, email, mark, api, browser });
        }
    }

    /// Where people belong, and with whom they share.
    fn belong(&self, dice: &mut Dice) {
        let adam = &self.person("adam").api;
        for name in ["House", "Elsewhere"] {
            adam.post("/organisations", json!({ "name": name })).expect(201);
        }
        for person in &self.people {
            let body = json!({
                "organisation": if dice.one_in(4) { "Elsewhere" } else { "House" },
                "department": dice.pick(&["Sales", "Works"]),
            });
            adam.patch(&format!("/people/{}", person.id), body).expect(200);
            let with = if dice.one_in(4) { vec![&dice.pick(&self.people).email] } else { vec![] };
            let shares = dice.pick(&["own", "own", "department", "organisation"]);
            let body = json!({ "shares": shares, "with": with });
            let path = format!("/people/{}/sharing", person.id);
            // Nobody shares with themselves: then it stays as it was.
            let _refused = adam.call(Method::PUT, &path).json(&body).send();
        }
    }

    fn ticket(&mut self, place: usize, dice: &mut Dice) {
        let marks = Marks {
            public: format!("qpub{place}q"),
            internal: format!("qint{place}q"),
            note: None,
            file: None,
        };
        let who = dice.below(self.people.len());
        let mut body = json!({
            "subject": format!("About {}", marks.public),
            "body": format!("It is {} again.", marks.public),
            "requester": "me",
        });
        let requester = &self.people[who];
        body["requester"] = json!({ "id": requester.id.0 });
        if dice.one_in(3) {
            body["service"] = json!(dice.pick(&["VPN", "HR"]));
        }
        let by_admin = dice.one_in(2);
        if by_admin && dice.one_in(2) {
            body["team"] = json!(dice.pick(NAMES));
        }
        if by_admin && dice.one_in(3) {
            body["confidential"] = self.readers(dice);
        }
        let by = if by_admin { self.person("adam") } else { requester };
        let mut reply = by.api.post("/tickets", body.clone());
        if reply.status != StatusCode::CREATED {
            reply = self.person("adam").api.post("/tickets", body).expect(201);
        }
        self.tickets.push((TicketNumber(reply.number()), marks));
    }

    fn by_mail(&mut self, place: usize) {
        let public = format!("qpub{place}q");
        let raw = format!(
            "From: rita@stufe.example\nTo: desk@stufe.example\nSubject: Mail {public}\n\
             Message-ID: <leak{place}@x>\nContent-Type: text/html\n\n<p>By mail: <b>{public}</b></p>\n"
        );
        let arrival = Arrival { channel: "mail".to_owned(), recipient: None, now: now() };
        let taken = ingest(&self.store, raw.as_bytes(), &arrival).unwrap();
        let number = taken.ticket.unwrap();
        let internal = format!("qint{place}q");
        self.tickets.push((number, Marks { public, internal, note: None, file: None }));
        self.mails.push((number, 2));
    }

    /// One that a provider had and has handed back: whether it still reads it is a matter of time.
    fn passed_on(&mut self, place: usize) {
        let (public, internal) = (format!("qpub{place}q"), format!("qint{place}q"));
        let adam = &self.person("adam").api;
        let body = json!({
            "subject": format!("About {public}"), "body": format!("It is {public}."),
            "requester": { "email": "rita@stufe.example" }, "team": "Night",
        });
        let number = adam.post("/tickets", body).expect(201).number();
        let back =
            json!({ "team": "Field", "reason": "workload", "note": format!("Back {internal}") });
        adam.post(&format!("/tickets/{number}/transfer"), back).expect(200);
        let marks = Marks { public, internal, note: None, file: None };
        self.tickets.push((TicketNumber(number), marks));
    }

    /// Notes and files, by whoever may write them.
    fn marked(&mut self, dice: &mut Dice) {
        for place in 0..self.tickets.len() {
            let (number, marks) = self.tickets[place].clone();
            let path = format!("/tickets/{number}/messages");
            let body =
                json!({ "body": format!("Noted {}n", marks.internal), "visibility": "internal" });
            for _ in 0..6 {
                let person = &self.people[dice.below(self.people.len())];
                if person.api.post(&path, body.clone()).status == StatusCode::CREATED {
                    let note = Some((person.id, format!("{}n", marks.internal)));
                    self.tickets[place].1.note = note;
                    break;
                }
            }
            let requester = self.row(number).requester;
            let person = self.people.iter().find(|it| it.id == requester).unwrap();
            let name = format!("qfil{place}q");
            let upload = person.api.call(Method::POST, &format!("/attachments?name={name}.txt"));
            let upload = upload.bytes("text/plain", format!("inside {name}")).send().expect(201);
            let file = upload.json["id"].as_i64().unwrap();
            let body = json!({ "body": "See the file.", "attachments": [file] });
            let sent = person.api.post(&path, body.clone());
            let sent = if sent.status == StatusCode::CREATED {
                sent
            } else {
                let body = json!({ "body": "See the file.", "attachments": [file], "visibility": "public" });
                person.api.post(&path, body)
            };
            if sent.status == StatusCode::CREATED {
                self.tickets[place].1.file = Some((requester, file, name));
            }
        }
    }

    fn readers(&self, dice: &mut Dice) -> Value {
        let teams: Vec<&str> = (0..dice.below(3)).map(|_| *dice.pick(NAMES)).collect();
        let people: Vec<&String> =
            (0..dice.below(2)).map(|_| &dice.pick(&self.people).email).collect();
        json!({ "teams": teams, "people": people })
    }

    /// Somebody tries something.
    fn deed(&mut self, dice: &mut Dice) {
        let (number, marks) = dice.pick(&self.tickets).clone();
        let other = dice.pick(&self.tickets).0;
        let team = *dice.pick(NAMES);
        let say = |what: &str| format!("{what} {}", marks.internal);
        let email = dice.pick(&self.people).email.clone();
        let (verb, body) = match dice.below(16) {
            0..=2 => (
                "escalate",
                json!({
                    "team": team, "reason": "skill", "findings": say("Seen"), "question": say("Why"),
                }),
            ),
            3 | 4 => ("transfer", json!({ "team": team, "reason": "other", "note": say("Yours") })),
            5 => (
                "return",
                json!({
                    "to": team, "outcome": "answered", "answer": say("So"), "note": say("Hm"),
                }),
            ),
            6 => ("pull", json!({ "team": team, "reason": say("Ours") })),
            7 => ("take", json!({})),
            8 => ("ask", json!({ "person": email, "question": say("Seen") })),
            9 => ("raise", json!({ "reason": say("Late") })),
            10 => ("link", json!({ "to": other, "kind": "related" })),
            11 => ("merge", json!({ "into": other, "may_see_each_other": true })),
            12 | 13 => ("restrict", self.readers(dice)),
            14 => ("unrestrict", json!({})),
            _ => ("resolve", json!({ "solution": "Done.", "code": "fulfilled" })),
        };
        for _ in 0..4 {
            let person = dice.pick(&self.people);
            if person
                .api
                .post(&format!("/tickets/{number}/{verb}"), body.clone())
                .status
                .is_success()
            {
                break;
            }
        }
    }

    /// Requests under a key, whose answers are kept.
    fn repeat(&mut self, dice: &mut Dice) {
        for (place, (number, _)) in self.tickets.iter().enumerate() {
            for who in [dice.below(self.people.len()), dice.below(self.people.len())] {
                let (path, key) = (format!("/tickets/{number}/raise"), format!("k{place}w{who}"));
                let body = json!({ "reason": "Please." });
                let draft = self.people[who].api.call(Method::POST, &path).json(&body).key(&key);
                if draft.send().status.is_success() {
                    self.keyed.push(Keyed { who, path, key, body });
                }
            }
        }
        // One whose answer is certainly for nobody any more: it is hidden from who got it.
        let who = CAST.iter().position(|(name, _)| *name == "adam").unwrap();
        let (number, adam) = (self.tickets[self.tickets.len() - 1].0, &self.people[who].api);
        let (path, key) = (format!("/tickets/{number}/raise"), "hidden since".to_owned());
        let body = json!({ "reason": "Please." });
        let draft = adam.call(Method::POST, &path).json(&body).key(&key);
        if draft.send().status.is_success() {
            adam.post(&format!("/tickets/{number}/restrict"), json!({})).expect(200);
            self.keyed.push(Keyed { who, path, key, body });
        }
    }

    /// People move on, and so does who sees what.
    fn changes(&mut self, dice: &mut Dice) {
        for _ in 0..3 {
            let person = dice.pick(&self.people);
            let id = person.id;
            let mut roles =
                vec![None, Some(Role::Trainee), Some(Role::Agent), Some(Role::Requester)];
            roles.push(Some(Role::Lead));
            let role = *dice.pick(&roles);
            let names = [*dice.pick(NAMES)];
            let by = By { now: now(), actor: Actor::Desk, origin: Origin::Command };
            // What cannot be is refused, and then it is not so.
            let _refused = self.store.write(by, move |ledger| {
                let works = role.is_none_or(Role::works_at_desk);
                let teams = names.iter().map(|name| team(ledger.directory(), name)).collect();
                let change = PersonChange {
                    name: None,
                    email: None,
                    phone: None,
                    role,
                    teams: works.then_some(teams),
                };
                ledger.change_person(id, change).map(drop)
            });
        }
    }

    pub(super) fn person(&self, name: &str) -> &Person {
        let at = CAST.iter().position(|(it, _)| *it == name).unwrap();
        &self.people[at]
    }
}

fn standing(name: &str, role: Option<Role>, dice: &mut Dice) -> (Role, Vec<&'static str>) {
    if let Some(role) = role {
        let teams = match name {
            "nora" | "nils" => vec!["Night"],
            "otto" => vec!["Other"],
            _ => vec![],
        };
        return (role, teams);
    }
    let roles = [
        Role::Agent,
        Role::Agent,
        Role::Trainee,
        Role::Lead,
        Role::KnowledgeManager,
        Role::ServiceManager,
    ];
    let mut teams = vec![*dice.pick(NAMES)];
    let second = *dice.pick(NAMES);
    if dice.one_in(3) && second != teams[0] {
        teams.push(second);
    }
    (*dice.pick(&roles), teams)
}

fn team(directory: &Directory, name: &str) -> TeamId {
    directory.team_named(name).unwrap().id
}
