//! The values of the domain's tables (domain, section 2): the same words in code, API and store.

/// A word that is not one of the allowed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    /// What was written.
    pub found: String,
    /// The words that are allowed, in their usual order.
    pub allowed: &'static [&'static str],
}

impl std::fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\" is not one of {}", self.found, self.allowed.join(", "))
    }
}

impl std::error::Error for UnknownValue {}

macro_rules! values {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }
    )*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[doc = concat!("`", $word, "`")] #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every value, in the order of the domain's table.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// Every value as it is written.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The value as it is written in code, API and store.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::UnknownValue;
            fn from_str(word: &str) -> Result<Self, $crate::values::UnknownValue> {
                match word {
                    $($word => Ok($name::$variant),)*
                    other => Err($crate::values::UnknownValue {
                        found: other.into(),
                        allowed: Self::WORDS,
                    }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}
pub(crate) use values;

/// Serialises a marker struct as `true`: a bare unit is `null`, and an optional one would read back
/// as nothing.
macro_rules! marked {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bool(true)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match bool::deserialize(deserializer)? {
                    true => Ok($name),
                    false => Err(serde::de::Error::custom("a marker is true or left out")),
                }
            }
        }
    };
}
pub(crate) use marked;

values! {
    /// What a ticket is: something is broken, or something is wanted.
    Kind { Incident = "incident", Request = "request" }

    /// Where a ticket is in its life (domain, section 3).
    Status {
        New = "new", Open = "open", Waiting = "waiting", Resolved = "resolved", Closed = "closed",
    }

    /// What a waiting ticket waits for.
    WaitReason {
        Requester = "requester", Vendor = "vendor", Date = "date", Approval = "approval",
        Problem = "problem", Change = "change",
    }

    /// How a need reached the desk.
    Channel {
        Mail = "mail", Portal = "portal", Phone = "phone", WalkIn = "walk_in", Api = "api",
        Monitoring = "monitoring", Import = "import",
    }

    /// Impact and urgency.
    Level { High = "high", Medium = "medium", Low = "low" }

    /// Which tier a ticket needs.
    Complexity { Standard = "standard", NonStandard = "non_standard", Expert = "expert" }

    /// Why a ticket goes up.
    EscalationReason {
        Skill = "skill", Access = "access", Time = "time", VendorNeeded = "vendor_needed",
        Recurring = "recurring", SolutionFailed = "solution_failed", Major = "major",
        Policy = "policy", Imported = "imported", Rule = "rule", Contract = "contract",
    }

    /// Why a ticket goes sideways. `other` needs words.
    TransferReason {
        WrongTeam = "wrong_team", Workload = "workload", Absence = "absence",
        ServiceOwner = "service_owner", Other = "other", Imported = "imported", Rule = "rule",
        Contract = "contract",
    }

    /// What a ticket comes back with.
    ReturnOutcome {
        Solved = "solved", Answered = "answered", Declined = "declined", Imported = "imported",
        Rule = "rule", Contract = "contract",
    }

    /// Why a hand-over was declined: a bounce.
    DeclineReason {
        MissingInformation = "missing_information", WrongTeam = "wrong_team",
        LowerTierCanSolve = "lower_tier_can_solve", OutOfScope = "out_of_scope",
    }

    /// What the receiving team thinks of a hand-over.
    Rating { Complete = "complete", Incomplete = "incomplete", NotNeeded = "not_needed" }

    /// How a ticket ended.
    ResolutionCode {
        SolvedPermanently = "solved_permanently", Workaround = "workaround",
        Answered = "answered", Fulfilled = "fulfilled", NotReproducible = "not_reproducible",
        NoAnswer = "no_answer", Cancelled = "cancelled", Junk = "junk", Imported = "imported",
        Rule = "rule", Contract = "contract",
    }

    /// How two tickets belong together, read from the ticket that carries the link.
    LinkKind {
        Related = "related", DuplicateOf = "duplicate_of", DuplicatedBy = "duplicated_by",
        ParentOf = "parent_of", ChildOf = "child_of", CausedBy = "caused_by", Causes = "causes",
        SuccessorOf = "successor_of", SucceededBy = "succeeded_by",
    }

    /// What a person is to the desk.
    Role {
        Requester = "requester", Agent = "agent", Lead = "lead", Admin = "admin",
        Trainee = "trainee", KnowledgeManager = "knowledge_manager",
        ServiceManager = "service_manager", Auditor = "auditor",
        ProviderAgent = "provider_agent", ProviderManager = "provider_manager",
        DepartmentViewer = "department_viewer",
    }

    /// How far the members of a team see: every ticket of the house, or those of their own teams.
    Reach { House = "house", Own = "own" }

    /// How a contract lets a provider see something (domain, section 8).
    Shown { Shown = "shown", Masked = "masked", Hidden = "hidden" }

    /// With whom a requester shares their requests.
    Shares { Own = "own", Department = "department", Organisation = "organisation" }

    /// A language the desk speaks.
    Language { De = "de", En = "en" }

    /// What made a command: a person, or something acting for the desk.
    Origin {
        Command = "command", Import = "import", Rule = "rule", Contract = "contract",
        Sweep = "sweep", Retirement = "retirement",
    }
}

/// Words that stand in place of a reason, outcome or code, each for one origin alone
/// (domain, section 2).
pub trait Reserved: Copy {
    /// The origin that alone may use this value; none for ordinary values.
    fn reserved_for(self) -> Option<Origin>;
}

macro_rules! reserved {
    ($($name:ident),*) => {$(
        impl Reserved for $name {
            fn reserved_for(self) -> Option<Origin> {
                match self {
                    $name::Imported => Some(Origin::Import),
                    $name::Rule => Some(Origin::Rule),
                    $name::Contract => Some(Origin::Contract),
                    _ => None,
                }
            }
        }
    )*};
}
reserved!(EscalationReason, TransferReason, ReturnOutcome, ResolutionCode);

impl LinkKind {
    /// The same link read from the other ticket.
    #[must_use]
    pub const fn reverse(self) -> Self {
        match self {
            LinkKind::Related => LinkKind::Related,
            LinkKind::DuplicateOf => LinkKind::DuplicatedBy,
            LinkKind::DuplicatedBy => LinkKind::DuplicateOf,
            LinkKind::ParentOf => LinkKind::ChildOf,
            LinkKind::ChildOf => LinkKind::ParentOf,
            LinkKind::CausedBy => LinkKind::Causes,
            LinkKind::Causes => LinkKind::CausedBy,
            LinkKind::SuccessorOf => LinkKind::SucceededBy,
            LinkKind::SucceededBy => LinkKind::SuccessorOf,
        }
    }
}

impl Role {
    /// True of those who work at the desk; the others ask it for something, in the portal.
    #[must_use]
    pub const fn works_at_desk(self) -> bool {
        !matches!(self, Role::Requester | Role::DepartmentViewer)
    }

    /// True of those who are of a provider whatever their teams.
    #[must_use]
    pub const fn is_a_providers(self) -> bool {
        matches!(self, Role::ProviderAgent | Role::ProviderManager)
    }

    /// True of those who are in no team: who work elsewhere, and who only look.
    #[must_use]
    pub const fn has_no_teams(self) -> bool {
        !self.works_at_desk() || matches!(self, Role::Auditor)
    }
}

impl Status {
    /// New, open or waiting: somebody still owes the requester something.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Status::New | Status::Open | Status::Waiting)
    }
}

/// A tier (Stufe): 1 is the first contact, 2 the specialists, 3 the developers and experts. A desk
/// may configure 1 to [`Tier::MAX`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Tier(pub u8);

impl Tier {
    /// The tier of the first contact.
    pub const FIRST: Tier = Tier(1);
    /// The highest tier a desk may configure.
    pub const MAX: Tier = Tier(5);
}

impl TryFrom<i64> for Tier {
    type Error = String;
    fn try_from(tier: i64) -> Result<Self, String> {
        u8::try_from(tier)
            .ok()
            .filter(|tier| (1..=Self::MAX.0).contains(tier))
            .map(Tier)
            .ok_or_else(|| format!("a tier is a number from 1 to {}, not {tier}", Self::MAX.0))
    }
}

impl std::fmt::Display for Tier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_what_it_was_written_for() {
        fn check<T: Copy + PartialEq + std::fmt::Debug + std::str::FromStr<Err = UnknownValue>>(
            all: &[T],
            words: &[&str],
        ) {
            assert_eq!(all.len(), words.len());
            for (value, word) in all.iter().zip(words) {
                assert_eq!(word.parse(), Ok(*value));
            }
        }
        check(Status::ALL, Status::WORDS);
        check(LinkKind::ALL, LinkKind::WORDS);
        check(EscalationReason::ALL, EscalationReason::WORDS);
        let unknown = "urgent".parse::<Level>().unwrap_err();
        assert_eq!(unknown.to_string(), "\"urgent\" is not one of high, medium, low");
    }

    #[test]
    fn a_link_read_from_the_other_side_and_back_is_itself() {
        for kind in LinkKind::ALL {
            assert_eq!(kind.reverse().reverse(), *kind);
        }
    }

    #[test]
    fn a_desk_has_one_to_five_tiers() {
        for (number, tier) in [(0, None), (1, Some(Tier(1))), (5, Some(Tier::MAX)), (6, None)] {
            assert_eq!(Tier::try_from(number).ok(), tier);
        }
        assert!(Tier::try_from(257).is_err());
    }
}
