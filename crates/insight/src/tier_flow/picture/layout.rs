//! Where each box stands and how each band runs.
//!
//! Heights are counted from the bottom while laying out, because up is up, and turned over at the
//! end. What ends at a box runs level to the right at the box's foot; every box of a later column
//! stands above that, and bands over more than one column run in lanes above the boxes between. So
//! no band runs through a box that is not its own.

mod slots;

use super::{Amount, Place, Side, Stand, Table, way};
use desk::ticket::hold::Way;
use desk::values::Tier;
use slots::Slots;
use std::collections::BTreeMap;

/// Sizes of the picture in its own units, a CSS pixel each at its natural size.
pub(super) const WIDTH: f64 = 1180.0;
const FIRST_X: f64 = 132.0;
const TIER_X: f64 = 322.0;
const LAST_X: f64 = 1_010.0;
/// How wide a box is.
pub(super) const BOX: f64 = 10.0;
/// What the bands may take in height together with the gaps, and more for each tier.
const HEIGHT: f64 = 340.0;
const HEIGHT_OF_TIER: f64 = 36.0;
/// A band is at least so thick that it can be seen, and at most so thick for one ticket.
const THIN: f64 = 1.0;
const THICK_OF_ONE: f64 = 18.0;
/// Between a box and the level band under it; a step up.
const STEP: f64 = 34.0;
/// Between boxes of one column, and between a box and the lanes above: room for a label.
const ROOM: f64 = 30.0;
/// Between lanes, and between channels.
const GAP: f64 = 7.0;
/// A channel has room for its label at least.
const CHANNEL: f64 = 15.0;
/// Above and below everything.
const MARGIN: f64 = 30.0;

/// A box, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// What it stands for.
    pub place: Place,
    /// Its tickets.
    pub n: i64,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its height.
    pub height: f64,
}

/// A band, drawn: it is equally thick all along.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub from: Place,
    /// Where it ends.
    pub to: Place,
    /// What runs along it.
    pub amount: Amount,
    /// The points of its upper edge, from `from` to `to`.
    pub points: Vec<(f64, f64)>,
    /// How thick it is.
    pub thick: f64,
}

/// The whole of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Its boxes.
    pub boxes: Vec<Drawn>,
    /// Its bands; those that go back come last, to lie on top.
    pub bands: Vec<Band>,
}

/// One row of the table on its way into the picture.
struct Row {
    from: Place,
    to: Place,
    amount: Amount,
    /// The columns it touches: 0 for channels, then one for each tier, then the last.
    columns: (usize, usize),
}

/// A box that holds tickets, while it is being placed.
#[derive(Clone, Copy)]
struct Held {
    stand: Stand,
    column: usize,
    foot: f64,
    height: f64,
    /// How thick the level bands at its foot are.
    level: f64,
}

impl Held {
    fn top(&self) -> f64 {
        self.foot + self.height
    }
}

/// Lays the table out; none when there is nothing in it.
#[must_use]
pub fn lay_out(table: &Table) -> Option<Picture> {
    let stands = table.stands();
    if stands.is_empty() {
        return None;
    }
    let mut tiers: Vec<Tier> = stands.iter().map(|stand| stand.tier).collect();
    tiers.dedup();
    let rows = rows(table, &tiers);
    #[expect(clippy::cast_precision_loss, reason = "there are at most five tiers")]
    let room = HEIGHT + HEIGHT_OF_TIER * tiers.len() as f64;
    // The largest scale that fits: halving the distance is exact enough after these.
    let (mut low, mut high) = (0.0, THICK_OF_ONE);
    for _ in 0..40 {
        let scale = f64::midpoint(low, high);
        let fits = Plan::new(&rows, &stands, &tiers, scale).height() <= room;
        (low, high) = if fits { (scale, high) } else { (low, scale) };
    }
    Some(Plan::new(&rows, &stands, &tiers, low).drawn(table))
}

fn rows(table: &Table, tiers: &[Tier]) -> Vec<Row> {
    let column = |place: Place| match place {
        Place::Channel(_) => 0,
        Place::Held(stand) => tiers.iter().position(|tier| *tier == stand.tier).unwrap_or(0) + 1,
        Place::Resolved(_) | Place::Open(_) => tiers.len() + 1,
    };
    let row = |((from, to), amount): (&(Place, Place), &Amount)| {
        let columns = (column(*from), column(*to));
        Row { from: *from, to: *to, amount: *amount, columns }
    };
    table.rows.iter().map(row).collect()
}

/// Everything placed at one scale.
struct Plan<'t> {
    rows: &'t [Row],
    scale: f64,
    held: Vec<Held>,
    /// The lanes of each row above the columns between its ends: column and foot.
    lanes: BTreeMap<usize, Vec<(usize, f64)>>,
    /// The channels from the top down: place, foot, height.
    channels: Vec<(Place, f64, f64)>,
    columns: usize,
    top: f64,
}

impl<'t> Plan<'t> {
    fn new(rows: &'t [Row], stands: &[Stand], tiers: &[Tier], scale: f64) -> Plan<'t> {
        let columns = tiers.len();
        let mut plan = Plan {
            rows,
            scale,
            held: Vec::new(),
            lanes: BTreeMap::new(),
            channels: Vec::new(),
            columns,
            top: 0.0,
        };
        for stand in stands {
            plan.stack(*stand, tiers);
        }
        plan.pave();
        plan.line_up_channels();
        plan
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
    fn thick(&self, row: &Row) -> f64 {
        (row.amount.times as f64 * self.scale).max(THIN)
    }

    fn sum(&self, mut belongs: impl FnMut(&Row) -> bool) -> f64 {
        self.rows.iter().filter(|row| belongs(row)).map(|row| self.thick(row)).sum()
    }

    /// Puts a box on top of what is below it.
    fn stack(&mut self, stand: Stand, tiers: &[Tier]) {
        let place = Place::Held(stand);
        let column = tiers.iter().position(|tier| *tier == stand.tier).unwrap_or(0) + 1;
        let level = self.sum(|row| row.from == place && ends(row.to));
        let right = self.sum(|row| edge(row, place) == Some(Edge::Right));
        let left = self.sum(|row| edge(row, place) == Some(Edge::Left));
        let above = |below: &Held| match below.column == column {
            true => below.top() + ROOM,
            false => below.foot + below.level + STEP,
        };
        let foot = self.held.iter().map(above).fold(0.0, f64::max);
        self.held.push(Held { stand, column, foot, height: right.max(left), level });
    }

    /// Paves a lane above each column that a band crosses: what comes from further left runs
    /// higher.
    fn pave(&mut self) {
        for column in 1..=self.columns {
            let tops = self.held.iter().filter(|held| held.column == column).map(Held::top);
            let mut foot = tops.fold(0.0, f64::max) + ROOM;
            let mut crossing: Vec<(usize, &Row)> = self.rows.iter().enumerate().collect();
            crossing.retain(|(_, row)| {
                let (a, b) = row.columns;
                a.min(b) < column && column < a.max(b) && !ends(row.to)
            });
            crossing.sort_by_key(|(_, row)| {
                let (a, b) = row.columns;
                (std::cmp::Reverse(a.min(b)), a.max(b), way(row.from, row.to) != Some(Way::Down))
            });
            for (at, row) in crossing {
                let thick = self.thick(row);
                self.lanes.entry(at).or_default().push((column, foot));
                foot += thick + GAP;
                self.top = self.top.max(foot);
            }
        }
        let tops = self.held.iter().map(|held| held.top() + ROOM);
        self.top = tops.fold(self.top, f64::max);
    }

    /// Lines the channels up, those highest whose tickets go highest.
    fn line_up_channels(&mut self) {
        let mut aims: BTreeMap<Place, (f64, f64)> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.columns.0 == 0) {
            let (thick, (_, foot)) = (self.thick(row), self.next_point(at, row));
            let aim = aims.entry(row.from).or_default();
            *aim = (aim.0 + thick, aim.1 + thick * (foot + thick / 2.0));
        }
        let mut aims: Vec<(Place, f64, f64)> =
            aims.into_iter().map(|(place, (thick, sum))| (place, thick, sum / thick)).collect();
        aims.sort_by(|a, b| b.2.total_cmp(&a.2));
        let tall = |thick: f64| thick.max(CHANNEL);
        let all: f64 = aims.iter().map(|(_, thick, _)| tall(*thick) + GAP).sum::<f64>() - GAP;
        let weight: f64 = aims.iter().map(|(_, thick, _)| thick).sum();
        let middle = aims.iter().map(|(_, thick, aim)| thick * aim).sum::<f64>() / weight.max(1.0);
        self.top = self.top.max(all + MARGIN);
        let mut top = (middle + all / 2.0).clamp(all, self.top);
        for (place, thick, _) in aims {
            // The box is as high as its bands; its label may need more room around it.
            let slack = (tall(thick) - thick) / 2.0;
            self.channels.push((place, top - slack - thick, thick));
            top -= tall(thick) + GAP;
        }
    }

    fn height(&self) -> f64 {
        self.top
    }

    /// The first point a row runs to from where it begins, to sort by: column and foot.
    fn next_point(&self, at: usize, row: &Row) -> (usize, f64) {
        let lanes = self.lanes.get(&at).map_or(&[][..], Vec::as_slice);
        match lanes.iter().min_by_key(|(column, _)| *column) {
            Some(lane) => *lane,
            None => {
                let held = self.held.iter().find(|held| Place::Held(held.stand) == row.to);
                held.map_or((0, 0.0), |held| (held.column, held.foot + held.height / 2.0))
            }
        }
    }

    fn x(&self, column: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "there are at most five tiers")]
        let (column_f, columns) = (column as f64, self.columns as f64);
        if column == 0 {
            FIRST_X
        } else if column > self.columns {
            LAST_X
        } else {
            // The last tier leaves as much room before the end as there is between two of them.
            TIER_X + (LAST_X - TIER_X) / (columns + 0.25) * (column_f - 1.0)
        }
    }

    fn drawn(self, table: &Table) -> Picture {
        let height = self.top + 2.0 * MARGIN;
        let turned = |foot: f64, tall: f64| height - MARGIN - foot - tall;
        let mut boxes = Vec::new();
        for (place, foot, tall) in &self.channels {
            let (y, n) = (turned(*foot, *tall), table.out_of(*place));
            boxes.push(Drawn { place: *place, n, x: self.x(0), y, height: *tall });
        }
        for held in &self.held {
            let place = Place::Held(held.stand);
            let (x, y) = (self.x(held.column), turned(held.foot, held.height));
            boxes.push(Drawn { place, n: table.into(place), x, y, height: held.height });
        }
        let slots = Slots::new(&self);
        let mut bands = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let thick = self.thick(row);
            let points = slots.points(at).into_iter().map(|(x, foot)| (x, turned(foot, thick)));
            let points: Vec<(f64, f64)> = points.collect();
            if let (true, Some((x, y))) = (ends(row.to), points.last()) {
                boxes.push(Drawn {
                    place: row.to,
                    n: row.amount.times,
                    x: *x,
                    y: *y,
                    height: thick,
                });
            }
            let Row { from, to, amount, .. } = *row;
            bands.push(Band { from, to, amount, points, thick });
        }
        // Broad ones first, and those that go back on top.
        bands.sort_by(|a, b| {
            let back = |band: &Band| way(band.from, band.to) == Some(Way::Down);
            back(a).cmp(&back(b)).then(b.thick.total_cmp(&a.thick))
        });
        Picture { width: WIDTH, height, boxes, bands }
    }
}

fn ends(place: Place) -> bool {
    matches!(place, Place::Resolved(_) | Place::Open(_))
}

/// At which edge of a box a band begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Left,
    Right,
}

/// The edge at which a row touches a box that holds tickets; none when it does not.
///
/// From below and from channels it comes in on the left, and goes back there; upwards and to the
/// end it goes out on the right, and what is handed back comes in there. Sideways, between a
/// provider and the house, runs along the left.
fn edge(row: &Row, place: Place) -> Option<Edge> {
    let (begins, arrives) = (row.from == place, row.to == place);
    match way(row.from, row.to) {
        None if begins => Some(Edge::Right),
        None if arrives => Some(Edge::Left),
        Some(Way::Up) if begins => Some(Edge::Right),
        Some(Way::Up) if arrives => Some(Edge::Left),
        Some(Way::Down) if begins => Some(Edge::Left),
        Some(Way::Down) if arrives => Some(Edge::Right),
        Some(Way::Sideways) if begins || arrives => Some(Edge::Left),
        _ => None,
    }
}
