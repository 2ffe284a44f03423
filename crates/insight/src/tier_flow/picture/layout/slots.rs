//! Where on the edges of its boxes each band begins and ends.

use super::{BOX, Edge, Held, Place, Plan, Row, Side, edge, ends, way};
use desk::ticket::hold::Way;
use std::collections::BTreeMap;

/// The places of bands at the edges of boxes: the row, and whether it begins there.
pub(super) struct Slots<'p, 't> {
    plan: &'p Plan<'t>,
    feet: BTreeMap<(usize, End), f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Begin,
    Arrive,
}

impl<'p, 't> Slots<'p, 't> {
    pub(super) fn new(plan: &'p Plan<'t>) -> Slots<'p, 't> {
        let mut slots = Slots { plan, feet: BTreeMap::new() };
        for (place, foot, tall) in &plan.channels {
            slots.fill_channel(*place, foot + tall);
        }
        for held in &plan.held {
            slots.fill_right(held);
            slots.fill_left(held);
        }
        slots
    }

    fn rows(&self) -> impl Iterator<Item = (usize, &'t Row)> + use<'t> {
        self.plan.rows.iter().enumerate()
    }

    /// Stacks rows downwards from a height.
    fn hang(&mut self, rows: &[(usize, End)], mut top: f64) {
        for (at, end) in rows {
            top -= self.plan.thick(&self.plan.rows[*at]);
            self.feet.insert((*at, *end), top);
        }
    }

    fn fill_channel(&mut self, place: Place, top: f64) {
        let mut rows: Vec<usize> =
            self.rows().filter(|(_, row)| row.from == place).map(|(at, _)| at).collect();
        let aim = |at: &usize| self.plan.next_point(*at, &self.plan.rows[*at]).1;
        rows.sort_by(|a, b| aim(b).total_cmp(&aim(a)));
        let rows: Vec<_> = rows.into_iter().map(|at| (at, End::Begin)).collect();
        self.hang(&rows, top);
    }

    /// On the right stand, from the top down: what goes to and comes from the highest box first,
    /// then what ends here: resolved, and open at the very foot.
    fn fill_right(&mut self, held: &Held) {
        let place = Place::Held(held.stand);
        let touching = self.rows().filter(|(_, row)| edge(row, place) == Some(Edge::Right));
        let (levels, mut rows): (Vec<_>, Vec<_>) = touching.partition(|(_, row)| ends(row.to));
        rows.sort_by_key(|(_, row)| {
            let (other, end) = other(row, place);
            (std::cmp::Reverse(other), end)
        });
        let rows: Vec<_> = rows.iter().map(|(at, row)| (*at, other(row, place).1)).collect();
        self.hang(&rows, held.top());
        let levels: Vec<_> = levels.iter().map(|(at, _)| (*at, End::Begin)).collect();
        self.hang(&levels, held.foot + held.level);
    }

    /// On the left, from the top down: what comes in lanes from above, then from below by height;
    /// at the side of the neighbour what goes sideways.
    fn fill_left(&mut self, held: &Held) {
        let place = Place::Held(held.stand);
        let mut rows: Vec<_> =
            self.rows().filter(|(_, row)| edge(row, place) == Some(Edge::Left)).collect();
        rows.sort_by(|(a, row), (b, other_row)| {
            let key = |at: &usize, row: &Row| self.height_before(*at, row, held);
            key(b, other_row).total_cmp(&key(a, row)).then_with(|| {
                let end = |row: &Row| other(row, place).1;
                // What comes up stands above what goes back the same way.
                end(other_row).cmp(&end(row))
            })
        });
        let tall: f64 = rows.iter().map(|(_, row)| self.plan.thick(row)).sum();
        let top = held.top() - (held.height - tall) / 2.0;
        let rows: Vec<_> = rows.iter().map(|(at, row)| (*at, other(row, place).1)).collect();
        self.hang(&rows, top);
    }

    /// How high a band is before it comes to the left edge of a box.
    fn height_before(&self, at: usize, row: &Row, held: &Held) -> f64 {
        let place = Place::Held(held.stand);
        if way(row.from, row.to) == Some(Way::Sideways) {
            // The house stands above the provider.
            return if held.stand.side == Side::House { f64::MIN } else { f64::MAX };
        }
        let lanes = self.plan.lanes.get(&at).map_or(&[][..], Vec::as_slice);
        if let Some((_, foot)) = lanes.iter().find(|(column, _)| *column + 1 == held.column) {
            return *foot;
        }
        match other(row, place).0 {
            Place::Held(stand) => {
                let held = self.plan.held.iter().find(|held| held.stand == stand);
                held.map_or(0.0, |held| held.top())
            }
            from => {
                let channel = self.plan.channels.iter().find(|(place, ..)| *place == from);
                channel.map_or(0.0, |(_, foot, tall)| foot + tall / 2.0)
            }
        }
    }

    /// The points of a row: x and foot, from where it begins to where it ends.
    pub(super) fn points(&self, at: usize) -> Vec<(f64, f64)> {
        let plan = self.plan;
        let row = &plan.rows[at];
        let foot = |end| self.feet.get(&(at, end)).copied().unwrap_or_default();
        let (begin, x) = (foot(End::Begin), |column| plan.x(column));
        if ends(row.to) {
            return vec![(x(row.columns.0) + BOX, begin), (x(plan.columns + 1), begin)];
        }
        let arrive = foot(End::Arrive);
        if way(row.from, row.to) == Some(Way::Sideways) {
            return vec![(x(row.columns.0), begin), (x(row.columns.1), arrive)];
        }
        let is_back = row.columns.1 < row.columns.0;
        let (first, last) = if is_back { (0.0, BOX) } else { (BOX, 0.0) };
        let mut points = vec![(x(row.columns.0) + first, begin)];
        let mut lanes = plan.lanes.get(&at).cloned().unwrap_or_default();
        lanes.sort_by_key(|(column, _)| *column);
        for (column, foot) in lanes {
            points.extend([(x(column), foot), (x(column) + BOX, foot)]);
        }
        points.push((x(row.columns.1) + last, arrive));
        if is_back {
            points[1..].sort_by(|a, b| b.0.total_cmp(&a.0));
        }
        points
    }
}

/// The other end of a row, and which end is at this box.
fn other(row: &Row, place: Place) -> (Place, End) {
    if row.from == place { (row.to, End::Begin) } else { (row.from, End::Arrive) }
}
