//! What every page knows: who looks at it, in which language, and how they like it.

use super::cookies;
use super::format::Format;
use super::session::Viewer;
use super::texts::{self, Key, Text};
use super::words::Word;
use crate::api::language::Language;
use crate::app::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use desk::refusal::Refusal;
use desk::settings::Settings;
use desk::ticket::Event;
use desk::time::{Span, Timestamp};
use std::convert::Infallible;

/// The cookie that keeps how somebody likes their pages: words with dots between.
pub(super) const LOOK_COOKIE: &str = "stufe_look";

/// How somebody likes their pages. Each browser keeps its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) theme: Theme,
    pub(crate) density: Density,
    pub(crate) navigation: Navigation,
    pub(crate) keys: SingleKeys,
    /// Unless the browser's own wish holds.
    pub(crate) language: Option<Language>,
}

macro_rules! look {
    ($(
        $(#[$doc:meta])*
        $name:ident { $default:ident = $none:literal, $($value:ident = $word:literal),* }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub(crate) enum $name { #[default] $default, $($value),* }

        impl $name {
            /// The word of forms, cookies and attributes.
            pub(crate) fn word(self) -> &'static str {
                match self { Self::$default => $none, $(Self::$value => $word),* }
            }

            /// The value of that word.
            pub(crate) fn of(word: &str) -> Option<Self> {
                match word {
                    $none => Some(Self::$default),
                    $($word => Some(Self::$value),)*
                    _ => None,
                }
            }
        }
    )*};
}

look! {
    /// Light or dark.
    Theme { System = "auto", Light = "light", Dark = "dark" }
    /// How high rows are.
    Density { Normal = "normal", Compact = "compact", Comfortable = "comfortable" }
    /// How much of the navigation shows.
    Navigation { Wide = "wide", Slim = "slim" }
    /// Whether single keys do something (WCAG 2.1.4).
    SingleKeys { On = "keys", Off = "quiet" }
}

impl Look {
    /// Reads the cookie; what it does not know is left out.
    pub(super) fn read(cookie: &str) -> Look {
        let mut look = Look::default();
        for word in cookie.split('.') {
            look.set(word);
        }
        look
    }

    /// Takes one wish; false when it is none.
    pub(super) fn set(&mut self, word: &str) -> bool {
        if let Some(theme) = Theme::of(word) {
            self.theme = theme;
        } else if let Some(density) = Density::of(word) {
            self.density = density;
        } else if let Some(navigation) = Navigation::of(word) {
            self.navigation = navigation;
        } else if let Some(keys) = SingleKeys::of(word) {
            self.keys = keys;
        } else if word == "de" {
            self.language = Some(Language::De);
        } else if word == "en" {
            self.language = Some(Language::En);
        } else {
            return false;
        }
        true
    }

    /// The cookie's value.
    pub(super) fn write(self) -> String {
        let language = self.language.map(tag);
        let words = [self.theme.word(), self.density.word(), self.navigation.word()];
        let words = words.into_iter().chain([self.keys.word()]).chain(language);
        words.collect::<Vec<_>>().join(".")
    }
}

/// What can be wished for by command, with the keys of the words.
pub(crate) const LOOKS: [(&str, &str); 10] = [
    ("auto", "command-auto"),
    ("light", "command-light"),
    ("dark", "command-dark"),
    ("compact", "command-compact"),
    ("normal", "command-normal"),
    ("comfortable", "command-comfortable"),
    ("keys", "command-keys-on"),
    ("quiet", "command-keys-off"),
    ("de", "command-german"),
    ("en", "command-english"),
];

/// What requesters hear of: the kinds of events that are theirs to see (`desk::ticket::event`).
const OWN_EVENTS: [&str; 12] = [
    "created",
    "opened",
    "requester_wrote",
    "replied",
    "waited",
    "resumed",
    "resolved",
    "confirmed",
    "reopened",
    "closed",
    "merged",
    "unmerged",
];

/// The tag of a language, for `lang`.
pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::De => "de",
        Language::En => "en",
    }
}

/// Whose desk it is: an extension of every request.
#[derive(Debug, Clone, Default)]
pub(crate) struct House {
    /// The organisation's name, once it was said.
    pub(crate) organisation: Option<String>,
    /// The language where nobody asks for another.
    pub(crate) language: Option<Language>,
}

impl House {
    /// As the desk's settings have it.
    pub(crate) fn of(settings: &Settings) -> House {
        let organisation = settings.organisation.clone();
        House { organisation, language: settings.language.map(Language::from) }
    }
}

/// What every page knows. Templates find it as `page`.
#[derive(Clone)]
pub(crate) struct Page {
    /// Figures and times as the reader writes them.
    pub(crate) format: Format,
    /// Whose desk it is.
    pub(crate) house: House,
    /// Who is signed in.
    pub(crate) viewer: Option<Viewer>,
    /// How they like their pages.
    pub(crate) look: Look,
    /// Where the page is, with its query: for forms that come back here.
    pub(crate) here: String,
    /// The instant it is made for.
    pub(crate) now: Timestamp,
}

impl Page {
    /// A text of the pages.
    pub(crate) fn text<'a>(&self, key: impl Key<'a>) -> Text<'a> {
        texts::text(self.format.language, key)
    }

    /// The tag of the language.
    pub(crate) fn lang(&self) -> &'static str {
        tag(self.format.language)
    }

    /// A value of the domain in words: `in Bearbeitung`, `Fachwissen fehlt`.
    pub(crate) fn word<W: Word>(&self, value: &W) -> Text<'static> {
        self.text(value.key())
    }

    /// The kinds of events the page listens for: what its reader may hear of.
    pub(crate) fn events(&self) -> Option<String> {
        let viewer = self.viewer.as_ref()?;
        Some(if viewer.is_at_the_desk() { Event::KINDS.join(" ") } else { OWN_EVENTS.join(" ") })
    }

    /// Whose desk it is, or what it is made with.
    pub(crate) fn brand(&self) -> String {
        let organisation = self.house.organisation.clone();
        organisation.unwrap_or_else(|| self.text("product").to_string())
    }

    /// The name of who is signed in.
    pub(crate) fn name(&self) -> &str {
        self.viewer.as_ref().map_or("", |viewer| &viewer.person.name)
    }

    /// An instant as short as it stays clear today.
    pub(crate) fn when(&self, at: Timestamp) -> String {
        self.format.when(at, self.now)
    }

    /// An instant to the minute, as short as that goes: `14:55`, `12. März, 14:55`.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        let (short, time) = (self.when(at), self.format.time(at));
        if short.contains(&time) { short } else { format!("{short}, {time}") }
    }

    /// How long to wait, in words: `20 Sekunden`, `3 Minuten`.
    pub(crate) fn wait(&self, span: Span) -> String {
        let seconds = span.0.max(0) / 1_000_000 + 1;
        match seconds {
            ..=90 => self.text("seconds").with("n", seconds).to_string(),
            _ => self.text("minutes").with("n", (seconds + 59) / 60).to_string(),
        }
    }

    /// What a refusal says, in the reader's language where we have the words.
    pub(crate) fn refusal(&self, refusal: &Refusal) -> String {
        let key = format!("refusal-{}", refusal.code.replace('_', "-"));
        match texts::exists(self.format.language, &key) {
            true => self.text(key).to_string(),
            false => refusal.message.clone(),
        }
    }
}

impl FromRequestParts<App> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let cookie = cookies::value(&parts.headers, LOOK_COOKIE).unwrap_or_default();
        let look = Look::read(cookie);
        let house = parts.extensions.get::<House>().cloned().unwrap_or_default();
        let liked = look.language.or_else(|| Language::liked(&parts.headers));
        let language = liked.or(house.language).unwrap_or_default();
        let here = parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
        let viewer = parts.extensions.get::<Viewer>().cloned();
        Ok(Page { format: Format::new(language), house, viewer, look, here, now: app.now() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_kept_and_read_again() {
        let mut look = Look::default();
        assert!(["dark", "compact", "slim", "quiet", "en"].iter().all(|word| look.set(word)));
        assert_eq!(look.write(), "dark.compact.slim.quiet.en");
        assert_eq!(Look::read(&look.write()), look);
        assert_eq!(Look::read("nonsense..dark"), Look { theme: Theme::Dark, ..Look::default() });
        assert_eq!(Look::read(&Look::default().write()), Look::default());
        assert!(!look.set("purple"));
    }
}
