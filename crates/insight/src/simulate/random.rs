//! Chance: a small generator whose seed is an argument, the same on every machine.
//!
//! `SplitMix64` (Steele, Lea, Flood 2014): one word of state, so that every ticket carries its own
//! stream. What happens to a ticket then does not depend on who else is about, and two ways to
//! staff a desk can be compared on the very same needs. Only sums, products and comparisons are
//! used, which every machine computes alike.

use desk::time::Span;

/// How far the state moves on: the golden ratio, as the paper has it.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The stream of one part of what has a seed: unlike those of all other parts.
    #[must_use]
    pub fn of(seed: u64, part: u64) -> Random {
        Random(mix(seed ^ mix(part.wrapping_mul(STEP))))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number from 0 up to, not including, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An index below a length; 0 when there is nothing to choose from.
    pub fn below(&mut self, length: usize) -> usize {
        let wide = u128::from(self.bits()) * length as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// One of several, all alike likely.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// The index of one of several by their weights; 0 when none has any.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f64>();
        for (index, weight) in weights.enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        0
    }

    /// Exponentially distributed with mean 1, by von Neumann's comparisons (1951): no logarithm,
    /// which machines round differently.
    pub fn exponential(&mut self) -> f64 {
        let mut whole = 0.0;
        loop {
            let first = self.unit();
            let (mut last, mut falls) = (first, 1_u32);
            loop {
                let next = self.unit();
                if next >= last {
                    break;
                }
                (last, falls) = (next, falls + 1);
            }
            if falls % 2 == 1 {
                return whole + first;
            }
            whole += 1.0;
        }
    }

    /// A span around a mean, exponentially distributed, but at least a second.
    #[expect(clippy::cast_precision_loss, reason = "spans of months fit a float")]
    #[expect(clippy::cast_possible_truncation, reason = "microseconds need no fractions")]
    pub fn about(&mut self, mean: Span) -> Span {
        Span((mean.0 as f64 * self.exponential()) as i64).max(Span::seconds(1))
    }

    /// Between half and one and a half of a span: how long a piece of work takes.
    #[expect(clippy::cast_precision_loss, reason = "spans of months fit a float")]
    #[expect(clippy::cast_possible_truncation, reason = "microseconds need no fractions")]
    pub fn around(&mut self, span: Span) -> Span {
        Span((span.0 as f64 * (0.5 + self.unit())) as i64).max(Span::seconds(1))
    }
}

/// Spreads each bit over all of them.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_papers() {
        let mut random = Random::new(0);
        let first: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(first, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
    }

    #[test]
    fn parts_of_a_seed_have_nothing_in_common() {
        let firsts: std::collections::BTreeSet<u64> =
            (0..1000).map(|part| Random::of(7, part).bits()).collect();
        assert_eq!(firsts.len(), 1000);
    }

    #[test]
    fn means_are_what_they_say() {
        let mut random = Random::new(3);
        let mut mean = |of: fn(&mut Random) -> f64| {
            (0..100_000).map(|_| of(&mut random)).sum::<f64>() / 100_000.0
        };
        for (of, expected) in [
            (Random::unit as fn(&mut Random) -> f64, 0.5),
            (Random::exponential, 1.0),
            (|random| f64::from(u8::from(random.chance(0.2))), 0.2),
            (|random| f64::from(u8::from(random.below(4) == 3)), 0.25),
            (|random| f64::from(u8::from(random.weighted([1.0, 3.0].into_iter()) == 1)), 0.75),
        ] {
            let found = mean(of);
            assert!((found - expected).abs() < 0.02, "{found} instead of {expected}");
        }
    }

    #[test]
    fn where_there_is_nothing_nothing_is_chosen() {
        let mut random = Random::new(1);
        assert_eq!((random.pick::<u8>(&[]), random.below(0)), (None, 0));
        assert_eq!(random.weighted([0.0, 0.0].into_iter()), 0);
        assert!(!random.chance(0.0) && random.chance(1.0));
    }
}
