//! The texts of the pages: Fluent files, one set per language, every key in each.
//!
//! `text(language, "key")` is a text; `.with("n", 3)` fills its places. It is [`Display`], so that
//! a template writes it straight into the page, escaped like anything else.

use crate::api::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::fmt::{self, Display};
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

type Bundle = FluentBundle<FluentResource>;

static GERMAN: LazyLock<Bundle> = LazyLock::new(|| bundle("de", DE));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", EN));

/// Reads the texts of a language. A broken entry is a fault of the build, which a test finds; here
/// it is logged and left out.
fn bundle(tag: &str, files: &[&str]) -> Bundle {
    let locales = tag.parse().map(|tag| vec![tag]).unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(locales);
    // Directions are the browser's business: names from outside stand in `<bdi>`.
    bundle.set_use_isolating(false);
    for file in files {
        let resource =
            FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(rest, errors)| {
                tracing::error!(tag, ?errors, "a text file is broken");
                rest
            });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(tag, ?errors, "texts are defined twice");
        }
    }
    bundle
}

fn bundle_of(language: Language) -> &'static Bundle {
    match language {
        Language::De => &GERMAN,
        Language::En => &ENGLISH,
    }
}

/// A text of the pages, with its places filled.
pub(crate) struct Text<'a> {
    language: Language,
    key: Cow<'a, str>,
    arguments: Option<FluentArgs<'a>>,
}

/// The text of that key.
pub(crate) fn text<'a>(language: Language, key: impl Key<'a>) -> Text<'a> {
    Text { language, key: key.key(), arguments: None }
}

/// A key, behind as many references as a template puts before it.
pub(crate) trait Key<'a> {
    fn key(self) -> Cow<'a, str>;
}

impl<'a> Key<'a> for &'a str {
    fn key(self) -> Cow<'a, str> {
        Cow::Borrowed(self)
    }
}

impl Key<'static> for String {
    fn key(self) -> Cow<'static, str> {
        Cow::Owned(self)
    }
}

impl<'a, K: Key<'a> + Copy> Key<'a> for &K {
    fn key(self) -> Cow<'a, str> {
        (*self).key()
    }
}

/// Whether there is a text of that key.
pub(crate) fn exists(language: Language, key: &str) -> bool {
    bundle_of(language).has_message(key)
}

impl<'a> Text<'a> {
    /// Fills a place; a number chooses the plural.
    #[must_use]
    pub(crate) fn with(mut self, place: &'static str, value: impl Into<FluentValue<'a>>) -> Self {
        self.arguments.get_or_insert_with(FluentArgs::new).set(place, value);
        self
    }
}

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bundle = bundle_of(self.language);
        let message = bundle.get_message(&self.key).and_then(|message| message.value());
        let Some(pattern) = message else {
            tracing::error!(key = %self.key, "there is no such text");
            return f.write_str(&self.key);
        };
        let mut errors = Vec::new();
        bundle.write_pattern(f, pattern, self.arguments.as_ref(), &mut errors)?;
        if !errors.is_empty() {
            tracing::error!(key = %self.key, ?errors, "a text has a place that is not filled");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
