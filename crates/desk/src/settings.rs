//! What a desk may configure: its name, and the life of its tickets.

use crate::admin::TwoFactors;
use crate::priority::PriorityMatrix;
use crate::time::Span;
use crate::values::Language;

/// The desk's settings, with the domain's defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The organisation the desk belongs to, once somebody has said so.
    pub organisation: Option<String>,
    /// The language where nobody asks for another.
    pub language: Option<Language>,
    /// Who needs a second factor to sign in.
    pub two_factors: TwoFactors,
    /// impact × urgency → priority.
    pub matrix: PriorityMatrix,
    /// How long after it was *resolved* a ticket can be reopened; later a successor is started.
    pub reopen_window: Span,
    /// How long a resolved ticket rests before it is closed by itself.
    pub quiet_period: Span,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: None,
            language: None,
            two_factors: TwoFactors::Free,
            matrix: PriorityMatrix::default(),
            reopen_window: Span::days(14),
            quiet_period: Span::days(5),
        }
    }
}
