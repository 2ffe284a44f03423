//! Which bands are labelled, and where: no label covers a box or another label, and one beside its
//! band stands on no other.

use super::layout::{BOX, Band, Picture};

/// The height of a label.
const LINE: f64 = 15.0;
/// Places along a band that are tried in turn.
const TRIES: [f64; 7] = [0.5, 0.35, 0.65, 0.25, 0.75, 0.15, 0.85];

/// A label that is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The place of its band in [`Picture::bands`].
    pub band: usize,
    /// How wide it is.
    pub width: f64,
}

/// A label's place: the middle of its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// The place of its band in [`Picture::bands`].
    pub band: usize,
    /// The middle.
    pub x: f64,
    /// The middle.
    pub y: f64,
}

/// A rectangle: left, top, right, bottom.
pub(super) type Area = (f64, f64, f64, f64);

pub(super) fn overlap(a: Area, b: Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// The area of a label.
pub(super) fn area(x: f64, y: f64, width: f64) -> Area {
    (x - width / 2.0, y - LINE / 2.0, x + width / 2.0, y + LINE / 2.0)
}

/// How many bands run through an area.
#[must_use]
pub fn crossed(picture: &Picture, area: (f64, f64, f64, f64)) -> usize {
    picture.bands.iter().filter(|band| runs_through(band, area)).count()
}

/// Whether a band runs through an area.
fn runs_through(band: &Band, (left, top, right, foot): Area) -> bool {
    let middle = f64::midpoint(left, right);
    [left, f64::midpoint(left, middle), middle, f64::midpoint(middle, right), right]
        .into_iter()
        .filter_map(|x| band.upper_at(x))
        .any(|upper| upper < foot && top < upper + band.thick)
}

/// Places labels, the first first; one that fits nowhere is left out. `taken` are areas of other
/// words.
#[must_use]
pub fn place(picture: &Picture, wanted: &[Wanted], taken: &[(f64, f64, f64, f64)]) -> Vec<Label> {
    let boxes = picture.boxes.iter();
    let mut taken: Vec<Area> = taken.to_vec();
    taken.extend(boxes.map(|it| (it.x - 3.0, it.y, it.x + BOX + 3.0, it.y + it.height)));
    let mut placed = Vec::new();
    for Wanted { band, width } in wanted {
        let Some(drawn) = picture.bands.get(*band) else { continue };
        let beside = drawn.thick / 2.0 + LINE / 2.0 + 1.0;
        let offsets: &[f64] =
            if drawn.thick >= LINE { &[0.0] } else { &[-beside, beside, -beside - LINE] };
        let spots = TRIES.iter().flat_map(|share| {
            let (x, y) = drawn.middle(*share);
            offsets.iter().map(move |offset| (x, y + offset))
        });
        let is_beside = drawn.thick < LINE;
        let free = |(x, y): &(f64, f64)| {
            let area = area(*x, *y, *width);
            let inside = area.0 > 0.0 && area.2 < picture.width && area.1 > 0.0;
            inside
                && area.3 < picture.height
                && !taken.iter().any(|it| overlap(*it, area))
                && !(is_beside && crossed(picture, area) > 0)
        };
        if let Some((x, y)) = spots.into_iter().find(free) {
            taken.push(area(x, y, *width));
            placed.push(Label { band: *band, x, y });
        }
    }
    placed
}
