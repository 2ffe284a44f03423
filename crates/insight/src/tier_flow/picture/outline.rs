//! Bands as SVG paths.

use super::layout::Band;
use super::way;
use desk::ticket::hold::Way;
use std::fmt::Write as _;

/// How far a sideways band runs out, more the longer it is.
const TURN: f64 = 26.0;

/// A coordinate, as exact as it can be seen.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

impl Band {
    /// The outline: along the upper edge and back along the lower one.
    #[must_use]
    pub fn outline(&self) -> String {
        let Some((first, rest)) = self.points.split_first() else { return String::new() };
        if way(self.from, self.to) == Some(Way::Sideways) {
            return self.turn();
        }
        let mut path = format!("M{} {}", number(first.0), number(first.1));
        let mut before = *first;
        for point in rest {
            curve(&mut path, before, *point);
            before = *point;
        }
        let lower = |(x, y): (f64, f64)| (x, y + self.thick);
        let mut back = self.points.iter().rev().map(|point| lower(*point));
        if let Some(point) = back.next() {
            let _ = write!(path, "V{}", number(point.1));
            before = point;
        }
        for point in back {
            curve(&mut path, before, point);
            before = point;
        }
        path.push('z');
        path
    }

    /// A band between two boxes of one column: out to the left and back in.
    fn turn(&self) -> String {
        let [(x, from), .., (_, to)] = self.points[..] else { return String::new() };
        let (upper, lower) = (from.min(to), from.max(to));
        let out = TURN + self.thick;
        let number = |value: f64| number(value);
        format!(
            "M{x} {a}C{o} {a} {o} {d} {x} {d}V{c}C{i} {c} {i} {b} {x} {b}z",
            x = number(x),
            a = number(upper),
            b = number(upper + self.thick),
            c = number(lower),
            d = number(lower + self.thick),
            o = number(x - out),
            i = number(x - TURN),
        )
    }

    /// The head of the arrow of a band that goes back: where it ends, pointing that way.
    #[must_use]
    pub fn arrow(&self) -> Option<String> {
        let back = matches!(way(self.from, self.to), Some(Way::Down));
        let (x, y) = self.points.last().filter(|_| back)?;
        let (half, middle) = ((self.thick / 2.0).clamp(3.5, 6.0), y + self.thick / 2.0);
        let (x, y) = (number(x + 1.0), number(middle));
        Some(format!("M{x} {y}l8 -{h}v{t}z", h = number(half), t = number(half * 2.0)))
    }

    /// Its upper edge above a place; none where it does not pass.
    #[must_use]
    pub fn upper_at(&self, x: f64) -> Option<f64> {
        if way(self.from, self.to) == Some(Way::Sideways) {
            return None;
        }
        let legs = self.points.windows(2).map(|leg| (leg[0], leg[1]));
        let leg = legs.map(|(a, b)| if a.0 <= b.0 { (a, b) } else { (b, a) });
        let ((x0, y0), (x1, y1)) = leg.into_iter().find(|(a, b)| a.0 <= x && x <= b.0)?;
        // Where along the curve of `curve` the place is: it never turns back.
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..20 {
            let share = f64::midpoint(low, high);
            let along = x0 + (x1 - x0) * across(share);
            (low, high) = if along < x { (share, high) } else { (low, share) };
        }
        Some(y0 + (y1 - y0) * down(low))
    }

    /// A place on the band, some share of the way along: its middle.
    #[must_use]
    pub fn middle(&self, share: f64) -> (f64, f64) {
        let legs: Vec<_> = self.points.windows(2).map(|leg| (leg[0], leg[1])).collect();
        let longest = legs.iter().max_by(|a, b| {
            let length = |((x0, _), (x1, _)): &((f64, f64), (f64, f64))| (x1 - x0).abs();
            length(a).total_cmp(&length(b))
        });
        let Some(((x0, y0), (x1, y1))) = longest.copied() else { return (0.0, 0.0) };
        let out = match way(self.from, self.to) {
            Some(Way::Sideways) => return (x0 - TURN, f64::midpoint(y0, y1) + self.thick / 2.0),
            _ => share,
        };
        let (x, y) = (across(out), down(out));
        (x0 + (x1 - x0) * x, y0 + (y1 - y0) * y + self.thick / 2.0)
    }
}

/// How far across a leg its curve is after some share: its handles stand in the middle.
fn across(share: f64) -> f64 {
    1.5 * share * (1.0 - share) + share * share * share
}

/// How far down a leg its curve is after some share.
fn down(share: f64) -> f64 {
    share * share * (3.0 - 2.0 * share)
}

/// From one point to the next, level at both.
fn curve(path: &mut String, from: (f64, f64), to: (f64, f64)) {
    if (from.1 - to.1).abs() < 0.05 {
        let _ = write!(path, "H{}", number(to.0));
        return;
    }
    let middle = number(f64::midpoint(from.0, to.0));
    let (a, b, x) = (number(from.1), number(to.1), number(to.0));
    let _ = write!(path, "C{middle} {a} {middle} {b} {x} {b}");
}
