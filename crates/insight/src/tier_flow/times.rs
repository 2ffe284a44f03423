//! Lengths of time, counted in bins that get wider with them: what a median and a distribution
//! need of any number of tickets, kept in little room.

use super::pairs;
use desk::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bins from one power of two to the next: each is at most a sixteenth wide.
const PER_DOUBLING: i64 = 16;

/// The number of a bin. It holds the microseconds of [`Bin::bounds`], exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bin(u16);

impl Bin {
    /// The bin of a length of time; what is below zero counts as zero.
    #[must_use]
    pub fn of(span: Span) -> Bin {
        let micros = span.0.max(0);
        if micros < PER_DOUBLING {
            return Bin(u16::try_from(micros).unwrap_or(0));
        }
        let wide = i64::from(micros.ilog2()) - 4;
        Bin(u16::try_from(wide * PER_DOUBLING + (micros >> wide)).unwrap_or(u16::MAX))
    }

    /// The microseconds it holds.
    #[must_use]
    pub fn bounds(self) -> Range<i64> {
        let bin = i64::from(self.0);
        if bin < PER_DOUBLING {
            return bin..bin + 1;
        }
        let (wide, place) = (bin / PER_DOUBLING - 1, bin % PER_DOUBLING + PER_DOUBLING);
        let edge = |place: i64| place.checked_shl(u32::try_from(wide).unwrap_or(64));
        edge(place).unwrap_or(i64::MAX)..edge(place + 1).filter(|it| *it > 0).unwrap_or(i64::MAX)
    }
}

/// How many lengths of time are in which bin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Times {
    #[serde(with = "pairs")]
    bins: BTreeMap<Bin, i64>,
}

impl Times {
    /// Counts one, `by` times; −1 takes it out again.
    pub fn count(&mut self, span: Span, by: i64) {
        self.add(Bin::of(span), by);
    }

    fn add(&mut self, bin: Bin, by: i64) {
        let n = self.bins.entry(bin).or_default();
        *n += by;
        if *n == 0 {
            self.bins.remove(&bin);
        }
    }

    /// Adds others.
    pub fn merge(&mut self, others: &Times) {
        for (bin, n) in &others.bins {
            self.add(*bin, *n);
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> i64 {
        self.bins.values().sum()
    }

    /// True without any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bins.is_empty()
    }

    /// The bins that hold any, in order.
    pub fn bins(&self) -> impl Iterator<Item = (Bin, i64)> {
        self.bins.iter().map(|(bin, n)| (*bin, *n))
    }

    /// In which bin the length is that has so many before it, and how many of that bin are before
    /// it; none when there are not so many.
    #[must_use]
    pub fn place(&self, position: i64) -> Option<(Bin, i64)> {
        let mut before = 0;
        for (bin, n) in &self.bins {
            if position < before + n {
                return Some((*bin, position - before));
            }
            before += n;
        }
        None
    }

    /// The length that this share of all is below, in seconds: as near as the bins are narrow,
    /// some three percent.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts and microseconds are below 2^53")]
    #[expect(clippy::cast_possible_truncation, reason = "a place among those that there are")]
    pub fn quantile_s(&self, share: f64) -> Option<f64> {
        let all = self.len();
        let target = share.clamp(0.0, 1.0) * all as f64;
        let (bin, before) = self.place((target as i64).clamp(0, (all - 1).max(0)))?;
        let (bounds, n) = (bin.bounds(), self.bins[&bin]);
        let inside = (before as f64 + target.fract().max(0.0)) / n as f64;
        let micros = bounds.start as f64 + (bounds.end - bounds.start) as f64 * inside;
        Some(micros / 1_000_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn times(micros: &[i64]) -> Times {
        let mut times = Times::default();
        micros.iter().for_each(|it| times.count(Span(*it), 1));
        times
    }

    proptest! {
        #[test]
        fn a_bin_holds_what_is_in_it_and_is_narrow(micros in 0..i64::MAX) {
            let bounds = Bin::of(Span(micros)).bounds();
            prop_assert!(bounds.contains(&micros), "{bounds:?}");
            prop_assert!(bounds.end - bounds.start <= (bounds.start / 16).max(1));
            if bounds.end < i64::MAX {
                prop_assert_eq!(Bin::of(Span(bounds.end)).bounds().start, bounds.end);
            }
        }

        #[test]
        fn the_place_of_a_length_is_where_sorting_puts_it(
            mut micros in prop::collection::vec(0..100_000_000_i64, 1..60),
        ) {
            let times = times(&micros);
            micros.sort_unstable();
            prop_assert_eq!(times.len(), i64::try_from(micros.len()).unwrap());
            for (position, micro) in (0..).zip(&micros) {
                let (bin, before) = times.place(position).unwrap();
                let in_bin: Vec<_> =
                    micros.iter().filter(|it| bin.bounds().contains(it)).collect();
                prop_assert_eq!(in_bin[usize::try_from(before).unwrap()], micro);
            }
            prop_assert_eq!(times.place(times.len()), None);
            let middle = micros[micros.len() / 2];
            let bounds = Bin::of(Span(middle)).bounds();
            let median = times.quantile_s(0.5).unwrap() * 1_000_000.0;
            prop_assert!(median >= bounds.start as f64 && median <= bounds.end as f64);
        }

        #[test]
        fn what_is_taken_out_was_never_there(micros in prop::collection::vec(any::<i64>(), 0..20)) {
            let mut times = times(&micros);
            let json = serde_json::to_string(&times).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Times>(&json).unwrap(), &times);
            micros.iter().for_each(|it| times.count(Span(*it), -1));
            prop_assert_eq!(times, Times::default());
        }
    }

    #[test]
    fn nothing_has_no_median() {
        assert_eq!(Times::default().quantile_s(0.5), None);
        assert_eq!(times(&[60_000_000]).quantile_s(0.0).map(f64::floor), Some(58.0));
    }
}
