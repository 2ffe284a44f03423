//! What holds of every picture.

use super::labels::{area, overlap};
use super::layout::{BOX, WIDTH};
use super::*;
use desk::ids::TeamId;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// Teams 1 to 10: two on each tier, the second of them a provider's.
fn stand(team: TeamId) -> Stand {
    let tier = Tier(u8::try_from((team.0 - 1) / 2 + 1).unwrap());
    let side = if team.0 % 2 == 0 { Side::Outside } else { Side::House };
    Stand { tier, side }
}

/// The sums of tickets that walk over teams.
fn sums(walks: &[(usize, Vec<i64>, i64, bool)]) -> Sums {
    let mut sums = Sums::default();
    for (channel, teams, times, is_open) in walks {
        let teams: Vec<TeamId> = teams.iter().map(|team| TeamId(*team)).collect();
        *sums.starts.entry((Channel::ALL[*channel], teams[0])).or_default() += times;
        for pair in teams.windows(2).filter(|pair| pair[0] != pair[1]) {
            let step = match Way::between(stand(pair[0]).tier, stand(pair[1]).tier) {
                Way::Up => Step::Escalated,
                Way::Sideways => Step::Transferred,
                Way::Down => Step::BroughtBack,
            };
            sums.steps.entry((pair[0], pair[1], step)).or_default().times += times;
        }
        let end = sums.ends.entry(*teams.last().unwrap()).or_default();
        *(if *is_open { &mut end.open } else { &mut end.resolved }) += times;
    }
    sums
}

fn walks() -> impl Strategy<Value = Vec<(usize, Vec<i64>, i64, bool)>> {
    let teams = prop::collection::vec(1..11_i64, 1..6);
    let times = prop_oneof![Just(1_i64), 1..50_i64, 1..20_000_i64];
    prop::collection::vec((0..7_usize, teams, times, any::<bool>()), 1..25)
}

const NEAR: f64 = 0.001;

fn conserves(table: &Table) -> Result<(), TestCaseError> {
    for stand in table.stands() {
        let place = Place::Held(stand);
        prop_assert_eq!(table.into(place), table.out_of(place), "{:?}", place);
    }
    Ok(())
}

/// The vertical run of a band where it touches a box: at its first or its last point.
fn touches(picture: &Picture, drawn: &Drawn) -> Vec<(f64, f64, f64)> {
    let mut found = Vec::new();
    for band in &picture.bands {
        let (first, last) = (band.points[0], band.points[band.points.len() - 1]);
        for (place, (x, y)) in [(band.from, first), (band.to, last)] {
            if place == drawn.place {
                found.push((x, y, y + band.thick));
            }
        }
    }
    found
}

fn bands_touch_inside_their_boxes(picture: &Picture) -> Result<(), TestCaseError> {
    for drawn in &picture.boxes {
        let runs = touches(picture, drawn);
        prop_assert!(!runs.is_empty());
        for (at, (x, top, foot)) in runs.iter().enumerate() {
            prop_assert!((x - drawn.x).abs() < NEAR || (x - drawn.x - BOX).abs() < NEAR, "{x}");
            prop_assert!(*top > drawn.y - NEAR && *foot < drawn.y + drawn.height + NEAR);
            for (other_x, other_top, other_foot) in &runs[at + 1..] {
                let same = (x - other_x).abs() < NEAR;
                let apart = *foot < other_top + NEAR || *other_foot < top + NEAR;
                prop_assert!(!same || apart, "two bands at one place of {:?}", drawn.place);
            }
        }
    }
    Ok(())
}

fn boxes_are_apart_and_inside(picture: &Picture) -> Result<(), TestCaseError> {
    for (at, a) in picture.boxes.iter().enumerate() {
        prop_assert!(a.height > 0.0 && a.y >= 0.0 && a.y + a.height <= picture.height);
        prop_assert!(a.x >= 0.0 && a.x + BOX <= WIDTH);
        for b in &picture.boxes[at + 1..] {
            let apart = a.y + a.height < b.y + NEAR || b.y + b.height < a.y + NEAR;
            prop_assert!((a.x - b.x).abs() > BOX || apart, "{:?} on {:?}", a.place, b.place);
        }
    }
    Ok(())
}

/// Where a band passes a column, it passes no box of it.
fn bands_pass_no_box_that_is_not_theirs(picture: &Picture) -> Result<(), TestCaseError> {
    for band in &picture.bands {
        for leg in band.points.windows(2) {
            let (left, right) =
                if leg[0].0 < leg[1].0 { (leg[0], leg[1]) } else { (leg[1], leg[0]) };
            let (top, foot) = (left.1.min(right.1), left.1.max(right.1) + band.thick);
            for drawn in &picture.boxes {
                let own = drawn.place == band.from || drawn.place == band.to;
                let across = left.0 < drawn.x + BOX / 2.0 && right.0 > drawn.x + BOX / 2.0;
                let hit = top < drawn.y + drawn.height - NEAR && foot > drawn.y + NEAR;
                prop_assert!(own || !across || !hit, "{:?} through {:?}", band, drawn);
            }
        }
    }
    Ok(())
}

fn up_is_up(picture: &Picture) -> Result<(), TestCaseError> {
    let held = |it: &&Drawn| matches!(it.place, Place::Held(_));
    let boxes: Vec<_> = picture.boxes.iter().filter(held).collect();
    for (a, b) in boxes.iter().flat_map(|a| boxes.iter().map(move |b| (a, b))) {
        let (Place::Held(low), Place::Held(high)) = (a.place, b.place) else { continue };
        if low < high {
            prop_assert!(b.y + b.height < a.y + a.height, "{:?} is not above {:?}", high, low);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_picture_is_sound(walks in walks()) {
        let table = Table::of(&sums(&walks), stand);
        conserves(&table)?;
        let picture = lay_out(&table).unwrap();
        boxes_are_apart_and_inside(&picture)?;
        bands_touch_inside_their_boxes(&picture)?;
        bands_pass_no_box_that_is_not_theirs(&picture)?;
        up_is_up(&picture)?;
        prop_assert_eq!(picture.bands.len(), table.rows.len());
        for band in &picture.bands {
            let outline = band.outline();
            prop_assert!(outline.starts_with('M') && outline.ends_with('z'));
            prop_assert!(!outline.contains("NaN") && !outline.contains("inf"), "{}", outline);
        }
    }

    #[test]
    fn labels_cover_nothing(walks in walks(), widths in prop::collection::vec(10.0..200.0, 60)) {
        let picture = lay_out(&Table::of(&sums(&walks), stand)).unwrap();
        let wanted: Vec<Wanted> =
            widths.iter().enumerate().map(|(band, width)| Wanted { band, width: *width }).collect();
        let taken = (400.0, 0.0, 500.0, 1_000.0);
        let placed = place(&picture, &wanted, &[taken]);
        let areas: Vec<_> =
            placed.iter().map(|label| area(label.x, label.y, widths[label.band])).collect();
        for (at, one) in areas.iter().enumerate() {
            prop_assert!(!overlap(*one, taken));
            prop_assert!(areas[at + 1..].iter().all(|other| !overlap(*one, *other)));
            for it in &picture.boxes {
                prop_assert!(!overlap(*one, (it.x, it.y, it.x + BOX, it.y + it.height)));
            }
            let middle = f64::midpoint(one.0, one.2);
            for (place, band) in picture.bands.iter().enumerate() {
                let beside = picture.bands[placed[at].band].thick < 15.0;
                let other = beside && place != placed[at].band;
                let upper = band.upper_at(middle).filter(|_| other);
                prop_assert!(upper.is_none_or(|it| it >= one.3 || it + band.thick <= one.1));
            }
        }
    }
}

#[test]
fn nothing_makes_no_picture_and_one_ticket_a_small_one() {
    assert_eq!(lay_out(&Table::of(&Sums::default(), stand)), None);
    let table = Table::of(&sums(&[(0, vec![1], 1, false)]), stand);
    let picture = lay_out(&table).unwrap();
    assert_eq!(picture.boxes.len(), 3);
    assert!(picture.bands.iter().all(|band| band.thick < 20.0 && band.thick > 10.0));
    assert!(picture.height < 200.0, "{}", picture.height);
}

#[test]
fn a_desk_of_one_tier_and_one_of_five_fit() {
    let one = lay_out(&Table::of(&sums(&[(1, vec![1], 9_000, false)]), stand)).unwrap();
    let five = vec![1, 3, 5, 7, 9];
    let five = lay_out(&Table::of(&sums(&[(1, five, 9_000, true)]), stand)).unwrap();
    assert!((300.0..500.0).contains(&one.height), "{}", one.height);
    assert!((300.0..700.0).contains(&five.height), "{}", five.height);
}

#[test]
fn moves_inside_a_box_are_not_in_the_table() {
    let mut sums = sums(&[(0, vec![1, 3], 5, false)]);
    sums.steps.insert(
        (TeamId(1), TeamId(11), Step::Transferred),
        crate::tier_flow::Passed { times: 7, ping_pongs: 0 },
    );
    let house = |team: TeamId| if team.0 == 11 { stand(TeamId(1)) } else { stand(team) };
    let table = Table::of(&sums, house);
    assert_eq!(table.rows.len(), 3, "in, up, resolved: {table:?}");
    let back = Table::of(&super::tests::sums(&[(0, vec![3, 1], 4, false)]), stand);
    let (from, to) = (Place::Held(stand(TeamId(3))), Place::Held(stand(TeamId(1))));
    let amount = back.rows[&(from, to)];
    assert_eq!((amount.times, amount.brought_back, amount.declined), (4, 4, 0));
    let picture = lay_out(&back).unwrap();
    let bands = || picture.bands.iter().map(Band::arrow);
    assert_eq!(bands().flatten().count(), 1, "what goes back has a head");
    assert!(bands().next_back().flatten().is_some(), "and lies on top");
}
