//! The words of the domain's tables, as people read them: `status-open` is a key of the texts.

use desk::values::{
    Channel, Complexity, DeclineReason, EscalationReason, Kind, Level, LinkKind, Rating,
    ResolutionCode, ReturnOutcome, Role, Shown, Status, TransferReason, WaitReason,
};

/// A value that has a text.
pub(crate) trait Word {
    /// The key of its text.
    fn key(&self) -> String;
}

macro_rules! words {
    ($($kind:ident = $family:literal;)*) => {
        $(impl Word for $kind {
            fn key(&self) -> String {
                key($family, self.as_str())
            }
        })*

        /// Every key there has to be.
        #[cfg(test)]
        pub(super) fn every_key() -> Vec<String> {
            let families = [$(($family, $kind::WORDS)),*];
            let keys = |(family, words): &(&str, &[&str])| {
                words.iter().map(|word| key(family, word)).collect::<Vec<_>>()
            };
            families.iter().flat_map(keys).collect()
        }
    };
}

words! {
    Channel = "channel";
    Complexity = "complexity";
    DeclineReason = "decline";
    EscalationReason = "escalation";
    Kind = "kind";
    Level = "level";
    LinkKind = "link";
    Rating = "rating";
    ResolutionCode = "resolution";
    ReturnOutcome = "outcome";
    Role = "role";
    Shown = "shown";
    Status = "status";
    TransferReason = "transfer";
    WaitReason = "wait";
}

fn key(family: &str, word: &str) -> String {
    format!("{family}-{}", word.replace('_', "-"))
}
