//! A small desk to test on.

use desk::actor::Actor;
use desk::directory::Directory;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::text::Text;
use desk::ticket::Command;
use desk::ticket::escalate::Escalate;
use desk::ticket::hand_over::Draft;
use desk::ticket::open::Open;
use desk::time::{Span, Timestamp};
use desk::values::{Channel, EscalationReason, Origin, Role, Tier};
use std::sync::atomic::{AtomicI64, Ordering};
use store::ledger::{NewPerson, PersonHint};
use store::testing::TestDb;
use store::{By, Failure, Ledger, Store};

/// 2026-03-02T08:00:00Z, a Monday.
pub(crate) const MONDAY: Timestamp = Timestamp(1_772_438_400_000_000);

pub(crate) struct TestDesk {
    pub(crate) store: Store,
    seconds: AtomicI64,
    pub(crate) first: TeamId,
    pub(crate) second: TeamId,
    pub(crate) third: TeamId,
    pub(crate) ayse: PersonId,
    pub(crate) bernd: PersonId,
    pub(crate) carla: PersonId,
    pub(crate) admin: PersonId,
    pub(crate) mia: PersonId,
}

pub(crate) fn text(content: &str) -> Option<Text> {
    Some(store::words::words(content).unwrap())
}

impl TestDesk {
    pub(crate) fn on(test: &TestDb) -> TestDesk {
        let store = Store::over(test.open(), MONDAY).unwrap();
        let by = By { now: MONDAY, actor: Actor::Desk, origin: Origin::Command };
        let (teams, people) = store
            .write(by, |ledger| {
                let team = |d: &Directory, tier| d.default_team(Tier(tier)).unwrap().id;
                let teams = [1, 2, 3].map(|tier| team(ledger.directory(), tier));
                let people = [
                    add(ledger, "Ayşe Yılmaz", Role::Agent, vec![teams[0]])?,
                    add(ledger, "Bernd Krüger", Role::Agent, vec![teams[1]])?,
                    add(ledger, "Carla Wolf", Role::Agent, vec![teams[2]])?,
                    add(ledger, "Ada Admin", Role::Admin, vec![])?,
                    add(ledger, "Mia Sommer", Role::Requester, vec![])?,
                ];
                Ok((teams, people))
            })
            .unwrap();
        let [first, second, third] = teams;
        let [ayse, bernd, carla, admin, mia] = people;
        let seconds = AtomicI64::new(0);
        TestDesk { store, seconds, first, second, third, ayse, bernd, carla, admin, mia }
    }

    /// A minute later each time it is asked.
    pub(crate) fn now(&self) -> Timestamp {
        MONDAY + Span::seconds(60 * self.seconds.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn by(&self, person: PersonId) -> By {
        By { now: self.now(), actor: Actor::Person(person), origin: Origin::Command }
    }

    pub(crate) fn open(&self, subject: &str) -> TicketNumber {
        let (mia, subject) = (self.mia, subject.to_owned());
        self.store.write(self.by(mia), move |ledger| open(ledger, &subject, mia)).unwrap()
    }

    pub(crate) fn act(
        &self,
        person: PersonId,
        number: TicketNumber,
        command: impl Into<Command>,
    ) -> Result<usize, Failure> {
        let command = command.into();
        self.store
            .write(self.by(person), move |ledger| Ok(ledger.act(number, command.clone())?.len()))
    }

    pub(crate) fn escalate(&self, person: PersonId, number: TicketNumber, to: TeamId) {
        let escalate = Escalate {
            team: Some(to),
            reason: Some(EscalationReason::Skill),
            hand_over: Draft {
                findings: text("Kabel und Netzteil getauscht."),
                question: text("Bitte den Port prüfen."),
                ..Draft::default()
            },
            ..Escalate::default()
        };
        self.act(person, number, escalate).unwrap();
    }
}

fn add(
    ledger: &mut Ledger<'_, '_>,
    name: &str,
    role: Role,
    teams: Vec<TeamId>,
) -> Result<PersonId, Failure> {
    let email = name.split(' ').next().map(|it| format!("{}@stufe.example", it.to_lowercase()));
    ledger.add_person(NewPerson { name: Some(name.into()), email, phone: None, role, teams })
}

pub(crate) fn open(
    ledger: &mut Ledger<'_, '_>,
    subject: &str,
    requester: PersonId,
) -> Result<TicketNumber, Failure> {
    let mut open = Open::by(Channel::Portal);
    open.subject = text(subject);
    open.body = text("Seit heute früh.");
    open.requester =
        Some(ledger.requester(PersonHint { id: Some(requester), ..PersonHint::default() })?);
    ledger.open(open)
}
