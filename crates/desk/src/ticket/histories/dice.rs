//! Small choices, all from one seed.

use crate::text::Text;
use crate::values::{Origin, Reserved};

/// Stands in every text of a history and may stand in no event.
pub(super) const SECRET: &str = "geheim";

/// A source of small choices (splitmix64).
#[derive(Debug, Clone)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.roll() % n.max(1)
    }

    pub(super) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let index = usize::try_from(self.below(from.len() as u64)).unwrap();
        from.get(index).copied()
    }

    /// Mostly something.
    pub(super) fn mostly<T>(&mut self, value: Option<T>) -> Option<T> {
        value.filter(|_| !self.one_in(24))
    }

    pub(super) fn text(&mut self) -> Option<Text> {
        let word = match self.below(24) {
            0 => return None,
            1 => "  ".into(),
            2 => "Danke!".into(),
            _ => format!("{SECRET} {:x}", self.roll()),
        };
        let salt = [self.roll().to_le_bytes(), self.roll().to_le_bytes()].concat();
        Some(Text::new(word, salt.try_into().unwrap()))
    }

    /// A word that this origin may use; at times any.
    pub(super) fn word<T: Reserved>(&mut self, all: &[T], origin: Origin) -> Option<T> {
        let fits = |word: &&T| word.reserved_for().is_none_or(|owner| owner == origin);
        let fitting: Vec<T> = all.iter().filter(fits).copied().collect();
        let from = if self.one_in(16) { all.to_vec() } else { fitting };
        let word = self.pick(&from);
        self.mostly(word)
    }
}
