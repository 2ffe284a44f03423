//! The words of the domain's tables, as requests spell them.

use desk::admin::Scope;
use desk::values::{
    Channel, Complexity, DeclineReason, EscalationReason, Kind, Language, Level, LinkKind, Rating,
    Reach, ResolutionCode, ReturnOutcome, Role, Shares, Shown, Status, TransferReason,
    UnknownValue, WaitReason,
};
use serde::Deserialize;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::str::FromStr;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A table of the domain.
pub(crate) trait Vocabulary: FromStr<Err = UnknownValue> {
    /// What the API's description calls it.
    const NAME: &'static str;
    /// Its words.
    const WORDS: &'static [&'static str];
}

// A name without parameters for each: what describes the API takes parameters for parts.
macro_rules! vocabularies {
    ($($name:ident $alias:ident),* $(,)?) => {$(
        impl Vocabulary for $name {
            const NAME: &'static str = stringify!($name);
            const WORDS: &'static [&'static str] = $name::WORDS;
        }

        #[doc = concat!("A word of the table `", stringify!($name), "`.")]
        pub(crate) type $alias = Word<$name>;
    )*};
}

vocabularies! {
    Channel ChannelWord,
    Complexity ComplexityWord,
    DeclineReason DeclineReasonWord,
    EscalationReason EscalationReasonWord,
    Kind KindWord,
    Language LanguageWord,
    Level LevelWord,
    LinkKind LinkKindWord,
    Rating RatingWord,
    ResolutionCode ResolutionCodeWord,
    ReturnOutcome ReturnOutcomeWord,
    Reach ReachWord,
    Role RoleWord,
    Scope ScopeWord,
    Shown ShownWord,
    Shares SharesWord,
    Status StatusWord,
    TransferReason TransferReasonWord,
    WaitReason WaitReasonWord,
}

/// A word of a request. A text of any other content is taken too, so that it can be refused
/// together with everything else that is wrong, by [`super::lookup::Lookup::word`].
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Word<T> {
    pub(crate) text: String,
    #[serde(skip)]
    table: PhantomData<fn() -> T>,
}

impl<T> Word<T> {
    /// A word as it was written.
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Word { text: text.into(), table: PhantomData }
    }
}

impl<T: Vocabulary> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        let words = T::WORDS.iter().copied();
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
    }
}

impl<T: Vocabulary> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}
