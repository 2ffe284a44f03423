//! The house to begin with looks like real desks, and does nothing that is refused.

use super::{after, run};
use crate::simulate::{Firm, Tally};
use desk::ids::{PersonId, TeamId};
use desk::ticket::Event;
use desk::values::{Channel, Origin, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Shares of real desks in percent, and how far the made-up one may be off: from the log that the
/// domain's definitions were measured on.
const REAL: [(&str, f64, f64); 6] = [
    ("never leaves tier 1", 60.0, 4.0),
    ("reaches tier 2", 33.0, 4.0),
    ("reaches tier 3", 7.0, 2.5),
    ("begins above tier 1", 11.0, 3.0),
    ("ping-pong", 15.6, 5.0),
    ("waits for the requester", 33.0, 4.0),
];

#[test]
fn a_year_looks_like_the_years_of_real_desks_and_is_refused_nothing() {
    let (desk, simulation) = run(Firm::house(4_000), 11, 365);
    let flow = desk.tier_flow();
    let of = |part: u64| {
        100.0 * f64::from(u32::try_from(part).unwrap()) / {
            f64::from(u32::try_from(flow.tickets).unwrap())
        }
    };
    let by_tier = |map: &BTreeMap<String, u64>, tier: &str| map.get(tier).copied().unwrap_or(0);
    let found = [
        of(by_tier(&flow.highest_tier, "1")),
        of(by_tier(&flow.highest_tier, "2")),
        of(by_tier(&flow.highest_tier, "3")),
        100.0 - of(by_tier(&flow.start_tier, "1")),
        of(flow.ping_pong.tickets),
        of(flow.waited_on_requester),
    ];
    for ((what, real, off), found) in REAL.into_iter().zip(found) {
        assert!((found - real).abs() <= off, "{what}: {found:.1} %, really {real} %");
    }
    let wanted = 4_000.0 * 0.05;
    let opened = f64::from(u32::try_from(desk.tickets().len()).unwrap());
    assert!((opened - 4_000.0).abs() < wanted, "{opened} tickets");
    let live = desk.tickets().iter().filter(|held| held.ticket.status.is_live()).count();
    assert!(live < 100, "{live} tickets are left: too few people for them");
    let Tally { refused, opened, .. } = simulation.tally().clone();
    assert_eq!(refused, BTreeMap::new());
    assert_eq!(usize::try_from(opened).unwrap(), desk.tickets().len());
    everything_happens(&desk);
    the_provider_has_the_nights(&desk);
}

/// What a desk can see in a year, the made-up one sees.
fn everything_happens(desk: &crate::simulate::Memory) {
    let events = || desk.tickets().iter().flat_map(|held| held.events.iter());
    let kinds: BTreeSet<&str> = events().map(|(event, _)| event.kind()).collect();
    // No team was retired, nobody assigns or releases, splits, undoes, takes a link away, or has
    // anything to hide.
    let never = [
        "assigned",
        "released",
        "pulled",
        "succeeded",
        "unmerged",
        "parted",
        "split",
        "unlinked",
        "restricted",
        "unrestricted",
    ];
    let missing: Vec<_> =
        Event::KINDS.iter().filter(|it| !kinds.contains(*it) && !never.contains(it)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
    let channels: BTreeSet<Channel> =
        desk.tickets().iter().map(|held| held.ticket.channel).collect();
    assert_eq!(channels.len(), 5, "{channels:?}");
    assert!(events().all(|(_, stamp)| stamp.at < after(365)));
}

/// The provider's team is given tickets by contract, in the night, and works on them then.
fn the_provider_has_the_nights(desk: &crate::simulate::Memory) {
    let night = TeamId(3);
    let (mut given, mut solved) = (0, 0);
    for held in desk.tickets() {
        let of_night = |person: PersonId| {
            use crate::simulate::Desk as _;
            desk.directory().is_member(person, night)
        };
        for (event, stamp) in &held.events {
            let hour = stamp.at.0.div_euclid(3_600_000_000).rem_euclid(24) + 1;
            let is_night = !(8..18).contains(&hour);
            match event {
                Event::Transferred(moved) if moved.hold.team == night => {
                    assert_eq!(stamp.origin, Origin::Contract);
                    assert!(is_night, "at {hour}");
                    given += 1;
                }
                Event::Resolved(_) if stamp.actor.person().is_some_and(of_night) => {
                    assert!(is_night, "at {hour}");
                    solved += u32::from(held.ticket.status >= Status::Resolved);
                }
                _ => {}
            }
        }
    }
    assert!(given > 50 && solved > 50, "{given} given, {solved} solved");
}
