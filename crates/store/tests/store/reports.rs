//! What the sums say is what the flows say, whatever is asked, and costs no scan.

use crate::support::{MONDAY, TestDesk, open, text};
use desk::actor::Actor;
use desk::admin::{AddService, AddTeam, AdminCommand};
use desk::ids::{PersonId, ServiceId, TeamId, TicketNumber};
use desk::ticket::Command;
use desk::ticket::change::Change;
use desk::ticket::close::Close;
use desk::ticket::escalate::Escalate;
use desk::ticket::hand_over::Draft;
use desk::ticket::pull::Pull;
use desk::ticket::reopen::Reopen;
use desk::ticket::resolve::Resolve;
use desk::ticket::r#return::Return;
use desk::ticket::transfer::Transfer;
use desk::time::{Span, Timestamp};
use desk::values::{EscalationReason, Origin, ResolutionCode, ReturnOutcome, Tier, TransferReason};
use insight::tier_flow::{FOLD_VERSION, Flow, Report, Sums, TierFlow, day, month};
use std::collections::BTreeMap;
use store::followers;
use store::queries::flows;
use store::reports::{self, GroupBy, Period, Selection};
use store::testing::TestDb;
use store::{By, on_both};

const DAY: i64 = 86_400_000_000;

/// Chance that is the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn by(person: PersonId, now: Timestamp) -> By {
    By { now, actor: Actor::Person(person), origin: Origin::Command }
}

/// Sixty tickets over some four months, with two services and a second team on tier 1.
fn lived(test: &TestDb) -> (TestDesk, Vec<ServiceId>, TeamId) {
    let desk = TestDesk::on(test);
    let teams = vec![desk.first];
    let (services, field) = desk
        .store
        .write(by(desk.admin, MONDAY), move |ledger| {
            let mut services = Vec::new();
            for name in ["VPN", "=Drucker"] {
                let (service, name) = (ledger.new_service()?, name.to_owned());
                services.push(service);
                let add = AddService { service, name, teams: teams.clone(), confidential: false };
                ledger.admin(AdminCommand::AddService(add))?;
            }
            let team = ledger.new_team()?;
            let (name, tier) = ("Vor Ort".to_owned(), Tier(1));
            let (provider, checklist) = (None, Vec::new());
            ledger.admin(AdminCommand::AddTeam(AddTeam {
                team,
                name,
                tier,
                provider,
                checklist,
                reach: desk::values::Reach::House,
            }))?;
            Ok((services, team))
        })
        .unwrap();
    let mut chance = Chance(7);
    for n in 0..60 {
        let at =
            Timestamp(MONDAY.0 + i64::try_from(chance.below(120 * 86_400)).unwrap() * 1_000_000);
        let mia = desk.mia;
        let subject = format!("Nr. {n}");
        let number =
            desk.store.write(by(mia, at), move |ledger| open(ledger, &subject, mia)).unwrap();
        live(&desk, number, &mut chance, at, &services, field);
    }
    followers::catch_up(&desk.store).unwrap();
    (desk, services, field)
}

/// Some deeds; those that are refused where a ticket stands are left out.
fn live(
    desk: &TestDesk,
    number: TicketNumber,
    chance: &mut Chance,
    mut at: Timestamp,
    services: &[ServiceId],
    field: TeamId,
) {
    let (mut holder, mut away) = ((desk.ayse, 1), false);
    for _ in 0..chance.below(9) {
        at = at + Span::seconds(i64::try_from(chance.below(5 * 86_400)).unwrap());
        let hand_over = Draft {
            findings: text("Kabel getauscht."),
            question: text("Bitte den Port prüfen."),
            ..Draft::default()
        };
        let choice = if away { 9 } else { chance.below(8) };
        let command: Command = match choice {
            9 => Pull { team: Some(desk.first), reason: text("Doch für uns.") }.into(),
            0 | 1 => Escalate {
                tier: Some(Tier(holder.1 + 1)),
                reason: Some(EscalationReason::Skill),
                hand_over,
                ..Escalate::default()
            }
            .into(),
            2 => Return {
                outcome: Some(ReturnOutcome::Declined),
                reason: Some(desk::values::DeclineReason::WrongTeam),
                ..Return::default()
            }
            .into(),
            3 => Return {
                outcome: Some(ReturnOutcome::Solved),
                solution: text("Port war aus."),
                ..Return::default()
            }
            .into(),
            4 => Transfer {
                team: Some(field),
                reason: Some(TransferReason::Workload),
                ..Transfer::default()
            }
            .into(),
            5 => Resolve {
                solution: text("Geht wieder."),
                code: Some(if chance.below(6) == 0 {
                    ResolutionCode::Cancelled
                } else {
                    ResolutionCode::SolvedPermanently
                }),
            }
            .into(),
            6 => Reopen { reason: text("Geht nicht.") }.into(),
            _ => Close::default().into(),
        };
        let done = desk
            .store
            .write(by(holder.0, at), move |ledger| Ok(ledger.act(number, command.clone())?.len()));
        if done.is_ok() {
            away = choice == 4;
            holder = match choice {
                0 | 1 if holder.1 == 1 => (desk.bernd, 2),
                0 | 1 => (desk.carla, 3),
                2 | 3 if holder.1 == 3 => (desk.bernd, 2),
                2 | 3 => (desk.ayse, 1),
                _ => holder,
            };
        }
        if chance.below(4) == 0 {
            let service = services.get(usize::try_from(chance.below(3)).unwrap()).copied();
            let change = Change { service: Some(service), ..Change::default() };
            let change: Command = change.into();
            let _ = desk.store.write(by(holder.0, at), move |ledger| {
                Ok(ledger.act(number, change.clone())?.len())
            });
        }
    }
}

fn flows_of(desk: &TestDesk) -> Vec<Flow> {
    desk.store
        .read(|it| {
            let all = flows::created_between(it.tx, (i64::MIN, 0), i64::MAX, 1_000)?;
            Ok(all.into_iter().map(|(_, _, flow)| flow).collect())
        })
        .unwrap()
}

fn is_of(flow: &Flow, selection: &Selection) -> bool {
    let Period { from, until } = selection.period;
    from.is_none_or(|from| from <= flow.created_at)
        && until.is_none_or(|until| flow.created_at < until)
        && selection.team.is_none_or(|team| flow.teams().contains(&team))
        && selection.service.is_none_or(|service| flow.service == Some(service))
}

on_both! {
    fn any_selection_sums_up_to_its_flows_and_has_their_medians(test: &TestDb) {
        let (desk, services, field) = lived(test);
        let all = flows_of(&desk);
        assert_eq!(all.len(), 60);
        let moved = |n: i64| Timestamp(MONDAY.0 + n);
        let midnight = Timestamp(day(MONDAY) * DAY);
        let periods = [
            Period::default(),
            Period { from: Some(midnight), until: None },
            Period { from: Some(moved(3 * DAY + 5)), until: Some(moved(77 * DAY + 12_345)) },
            Period { from: Some(Timestamp(midnight.0 + 40 * DAY)), until: Some(moved(41 * DAY)) },
            Period { from: None, until: Some(moved(DAY / 2)) },
            Period { from: Some(moved(9)), until: Some(moved(8)) },
        ];
        let teams = [None, Some(desk.first), Some(desk.second), Some(desk.third), Some(field)];
        let mut seen = 0;
        for period in periods {
            for team in teams {
                for service in [None, Some(services[0]), Some(services[1])] {
                    let selection = Selection { period, team, service };
                    let (mut expected, mut report) = (Sums::default(), Report::default());
                    for flow in all.iter().filter(|flow| is_of(flow, &selection)) {
                        expected.count(flow, 1);
                        report.add(flow);
                        seen += 1;
                    }
                    let (sums, medians) = desk.store.read(|it| {
                        let sums = reports::sums(it.tx, &selection)?;
                        let medians = reports::medians_s(it.tx, &selection, &sums)?;
                        Ok((sums, medians))
                    }).unwrap();
                    assert_eq!(sums, expected, "{selection:?}");
                    assert_eq!(TierFlow::of(&sums.counts, &medians), report.finish(), "{selection:?}");
                }
            }
        }
        assert!(seen > 400, "{seen}");
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn services_and_groups_are_those_of_the_flows(test: &TestDb) {
        let (desk, services, _) = lived(test);
        let all = flows_of(&desk);
        let period = Period { from: Some(Timestamp(MONDAY.0 + 20 * DAY + 99)), until: None };
        let selection = Selection { period, team: Some(desk.first), service: None };
        let found = desk.store.read(|it| reports::by_service(it.tx, &selection)).unwrap();
        for service in services {
            let selection = Selection { service: Some(service), ..selection };
            let mut expected = Sums::default();
            all.iter().filter(|flow| is_of(flow, &selection)).for_each(|it| expected.count(it, 1));
            assert_eq!(found[&service], expected);
            assert!(expected.counts.tickets > 0);
        }
        for by in [GroupBy::Nothing, GroupBy::Month, GroupBy::Week, GroupBy::Service, GroupBy::Team,
            GroupBy::Tier] {
            let everyone = Selection { team: None, ..selection };
            let groups = desk.store.read(|it| {
                reports::tier_flow(it.tx, &it.directory, &everyone, by)
            });
            let groups = groups.unwrap();
            let counted: u64 = groups.iter().map(|group| group.flow.tickets).sum();
            let whole = all.iter().filter(|flow| !flow.left_out);
            let whole = whole.filter(|flow| is_of(flow, &Selection { team: None, ..selection }));
            assert_eq!(counted, whole.count() as u64, "{by:?}");
            let names: Vec<_> = groups.iter().map(|group| group.group.as_str()).collect();
            match by {
                GroupBy::Nothing => assert_eq!(names, [""]),
                GroupBy::Month => assert_eq!(names, ["2026-03", "2026-04", "2026-05", "2026-06"]),
                GroupBy::Week => assert_eq!(names[..2], ["2026-03-16", "2026-03-23"]),
                GroupBy::Service => assert_eq!(names, ["", "=Drucker", "VPN"]),
                GroupBy::Team => assert_eq!(names, ["1st Level"]),
                GroupBy::Tier => assert_eq!(names, ["1"]),
            }
        }
        assert_eq!(month(MONDAY), 674);
    }

    fn the_backlog_is_what_stood_open_when_a_day_ended(test: &TestDb) {
        let (desk, services, _) = lived(test);
        let days = day(MONDAY) + 50..day(MONDAY) + 90;
        for service in [None, Some(services[0])] {
            let kept = desk.store.read(|it| reports::backlog(it.tx, &days, service)).unwrap();
            let mut open = kept.before.clone();
            let mut changes = kept.changes.iter().peekable();
            for day in days.clone() {
                while let Some((_, team, n)) = changes.next_if(|(at, ..)| *at <= day) {
                    *open.entry(*team).or_default() += n;
                }
                open.retain(|_, n| *n != 0);
                assert_eq!(open, replayed(&desk, (day + 1) * DAY, service), "day {day}");
            }
        }
    }

    fn what_an_older_version_folded_is_folded_anew_and_a_newer_one_is_left(test: &TestDb) {
        let (desk, ..) = lived(test);
        let before = flows_of(&desk);
        let set = |sql: &'static str| {
            let run = move |tx: &mut store::db::Tx<'_>| -> Result<u64, store::Failure> {
                Ok(tx.execute(sql, &[])?)
            };
            assert!(desk.store.db().write(run).unwrap() > 0, "{sql}");
        };
        set("UPDATE flows SET flow = '{\"old\":1}' WHERE number < 9");
        set("UPDATE backlog SET n = n + 5");
        set("UPDATE flow_sums SET sums = '{}'");
        set("UPDATE followers SET seq = seq - 1 WHERE name = 'tier_flow_version'");
        assert!(store::check::check(&desk.store).unwrap().is_clean(), "the old is not looked at");
        followers::catch_up(&desk.store).unwrap();
        assert_eq!(flows_of(&desk), before);
        assert!(store::check::check(&desk.store).unwrap().is_clean());

        set("UPDATE followers SET seq = seq + 1 WHERE name = 'tier_flow_version'");
        desk.open("Später");
        followers::catch_up(&desk.store).unwrap();
        assert_eq!(flows_of(&desk).len(), before.len(), "version {FOLD_VERSION} keeps out");
    }

    fn a_busy_desk_is_followed_in_whole_runs(test: &TestDb) {
        let desk = TestDesk::on(test);
        desk.open("Eins");
        followers::keep_up(&desk.store).unwrap();
        assert_eq!(flows_of(&desk).len(), 0, "a few events wait");
        let (mia, by) = (desk.mia, desk.by(desk.mia));
        desk.store.write(by, move |ledger| {
            for n in 0..1_000 {
                open(ledger, &format!("Nr. {n}"), mia)?;
            }
            Ok(())
        }).unwrap();
        followers::keep_up(&desk.store).unwrap();
        assert!((900..=1_000).contains(&flows_of(&desk).len()));
    }

    fn tickets_with_ping_pong_come_newest_first(test: &TestDb) {
        let (desk, ..) = lived(test);
        let selection = Selection::default();
        let found =
            desk.store.read(|it| reports::with_ping_pong(it.tx, &selection, 5)).unwrap();
        let mut expected: Vec<_> =
            flows_of(&desk).into_iter().filter(|flow| flow.ping_pongs > 0).collect();
        expected.sort_by_key(|flow| std::cmp::Reverse(flow.created_at));
        expected.truncate(5);
        assert!(!expected.is_empty());
        assert_eq!(found.into_iter().map(|(_, flow)| flow).collect::<Vec<_>>(), expected);
    }
}

/// What stood open at an instant, told from the events alone.
fn replayed(desk: &TestDesk, until: i64, service: Option<ServiceId>) -> BTreeMap<TeamId, i64> {
    let mut open = BTreeMap::new();
    for number in 1..=60 {
        let flow = desk.store.read(|it| {
            let mut flow: Option<Flow> = None;
            for row in store::queries::events::of_stream(it.tx, number, 0, 1_000)? {
                let (event, stamp) = (store::journal::read(&row)?, row.stamp()?);
                match &mut flow {
                    _ if row.at >= until => break,
                    Some(flow) => flow.apply(&event, &stamp),
                    None => flow = Flow::begin(&event, &stamp),
                }
            }
            Ok(flow)
        });
        let flow = flow.unwrap();
        if let Some(flow) = flow.filter(|flow| flow.life.is_live())
            && (service.is_none() || flow.service == service)
        {
            *open.entry(flow.team).or_default() += 1;
        }
    }
    open
}
