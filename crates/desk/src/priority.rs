//! The priority matrix: priority = matrix(impact, urgency) (domain, section 2).

use crate::values::Level;
use serde::{Deserialize, Serialize};

/// 1 (most urgent) to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Priority(pub u8);

impl TryFrom<i64> for Priority {
    type Error = String;
    fn try_from(priority: i64) -> Result<Self, String> {
        u8::try_from(priority)
            .ok()
            .filter(|priority| (1..=4).contains(priority))
            .map(Priority)
            .ok_or_else(|| format!("a priority is a number from 1 to 4, not {priority}"))
    }
}

/// Rows are impact, columns urgency, each high, medium, low. A desk may configure its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityMatrix(pub [[Priority; 3]; 3]);

impl Default for PriorityMatrix {
    fn default() -> Self {
        Self([[1, 2, 3], [2, 3, 4], [3, 4, 4]].map(|row| row.map(Priority)))
    }
}

impl PriorityMatrix {
    /// The priority of an impact and an urgency.
    #[must_use]
    pub fn priority(&self, impact: Level, urgency: Level) -> Priority {
        let index = |level| match level {
            Level::High => 0,
            Level::Medium => 1,
            Level::Low => 2,
        };
        self.0[index(impact)][index(urgency)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Level::{High, Low, Medium};

    #[test]
    fn the_matrix_is_the_domains() {
        let matrix = PriorityMatrix::default();
        for (impact, urgency, priority) in [
            (High, High, 1),
            (High, Medium, 2),
            (Medium, High, 2),
            (High, Low, 3),
            (Medium, Medium, 3),
            (Low, High, 3),
            (Medium, Low, 4),
            (Low, Medium, 4),
            (Low, Low, 4),
        ] {
            assert_eq!(matrix.priority(impact, urgency), Priority(priority), "{impact}×{urgency}");
        }
    }
}
