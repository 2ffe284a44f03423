//! The mapping file: how a log says what we want to know.

use super::instant::Instants;
use super::state::State;
use super::template::Template;
use crate::toml_file;
use anyhow::{Context as _, Result, bail};
use desk::priority::Priority;
use desk::values::{Channel, Kind, Level, Tier};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $word:literal),* $(,)?) => {
        /// What a line of a log can tell.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        pub(crate) enum Field { $($(#[$doc])* #[serde(rename = $word)] $field),* }

        impl Field {
            pub(crate) const ALL: &'static [Field] = &[$(Field::$field),*];

            /// The field as mappings and templates write it.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Field::$field => $word),* }
            }
        }
    };
}

fields! {
    /// The outside id of the ticket.
    Ticket = "ticket",
    /// When it happened.
    At = "at",
    /// A number that orders the lines of a ticket, before their time.
    Order = "order",
    Team = "team",
    Tier = "tier",
    /// Who acted.
    Agent = "agent",
    State = "state",
    Service = "service",
    Impact = "impact",
    Urgency = "urgency",
    Priority = "priority",
    Subject = "subject",
    Requester = "requester",
    Kind = "kind",
    Channel = "channel",
}

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a text or a list of texts")]
enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn list(self) -> Vec<String> {
        match self {
            Texts::One(text) => vec![text],
            Texts::Many(texts) => texts,
        }
    }
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    source: Option<String>,
    delimiter: Option<Spanned<char>>,
    at_format: Option<String>,
    zone: Option<Spanned<String>>,
    missing: Option<Texts>,
    columns: BTreeMap<Field, Texts>,
    #[serde(default)]
    states: BTreeMap<String, State>,
    #[serde(default)]
    impacts: BTreeMap<String, Level>,
    #[serde(default)]
    urgencies: BTreeMap<String, Level>,
    #[serde(default)]
    priorities: BTreeMap<String, Spanned<u8>>,
    #[serde(default)]
    kinds: BTreeMap<String, Kind>,
    #[serde(default)]
    channels: BTreeMap<String, Channel>,
    #[serde(default)]
    defaults: WrittenDefaults,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDefaults {
    subject: Option<Spanned<String>>,
    requester: Option<Spanned<String>>,
    kind: Option<Kind>,
    channel: Option<Channel>,
    state: Option<State>,
    tier: Option<Spanned<u8>>,
}

/// What a log's words mean.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// Under which name the log's ids are kept.
    pub(crate) source: String,
    pub(crate) delimiter: u8,
    /// Our field and the columns it is joined from.
    pub(crate) columns: BTreeMap<Field, Vec<String>>,
    pub(crate) instants: Instants,
    /// Texts that mean "no value", besides the empty one.
    pub(crate) missing: Vec<String>,
    pub(crate) states: BTreeMap<String, State>,
    pub(crate) impacts: BTreeMap<String, Level>,
    pub(crate) urgencies: BTreeMap<String, Level>,
    pub(crate) priorities: BTreeMap<String, Priority>,
    pub(crate) kinds: BTreeMap<String, Kind>,
    pub(crate) channels: BTreeMap<String, Channel>,
    pub(crate) subject: Template,
    pub(crate) requester: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) channel: Channel,
    /// What a line without a state means; without this the state stays.
    pub(crate) state: Option<State>,
    /// The tier of teams whose lines name none.
    pub(crate) tier: Option<Tier>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// What is wrong in it and on which line.
    pub(crate) fn read(path: &Path) -> Result<Mapping> {
        let (written, text) = toml_file::read(path)?;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        Self::check(written, &text, path, stem.unwrap_or_default())
    }

    fn check(written: Written, text: &str, path: &Path, stem: String) -> Result<Mapping> {
        let Written { columns, defaults, .. } = written;
        let columns: BTreeMap<Field, Vec<String>> =
            columns.into_iter().map(|(field, texts)| (field, texts.list())).collect();
        let place = |span| format!("{}{}", path.display(), toml_file::line(text, Some(span)));
        for field in [Field::Ticket, Field::At] {
            if columns.get(&field).is_none_or(Vec::is_empty) {
                bail!("{}: [columns] must name the column of {}", path.display(), field.as_str());
            }
        }
        let mut priorities = BTreeMap::new();
        for (word, number) in written.priorities {
            let priority = Priority::try_from(i64::from(*number.get_ref()));
            let priority = priority.map_err(anyhow::Error::msg);
            priorities.insert(word, priority.with_context(|| place(number.span()))?);
        }
        let delimiter = match written.delimiter {
            Some(c) => u8::try_from(*c.get_ref()).ok().filter(u8::is_ascii).with_context(|| {
                format!("{}: the delimiter is one ASCII character", place(c.span()))
            })?,
            None => b',',
        };
        let zone = written.zone.map(|zone| (place(zone.span()), zone.into_inner()));
        let mapping = Mapping {
            source: written.source.unwrap_or(stem),
            delimiter,
            instants: Instants::new(written.at_format, zone)?,
            missing: written.missing.map(Texts::list).unwrap_or_default(),
            states: written.states,
            impacts: written.impacts,
            urgencies: written.urgencies,
            priorities,
            kinds: written.kinds,
            channels: written.channels,
            subject: subject(defaults.subject, &columns, &place)?,
            requester: requester(defaults.requester, &columns, path, &place)?,
            kind: defaults.kind.unwrap_or(Kind::Incident),
            channel: defaults.channel.unwrap_or(Channel::Import),
            state: defaults.state,
            tier: tier(defaults.tier, &place)?,
            columns,
        };
        if mapping.tier.is_none() && mapping.maps(Field::Team) && !mapping.maps(Field::Tier) {
            let advice = "name the column of tier in [columns], or the tier of all in [defaults]";
            bail!("{}: teams need a tier: {advice}", path.display());
        }
        Ok(mapping)
    }

    /// True when a column tells this field.
    pub(crate) fn maps(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }
}

type Place<'a> = &'a dyn Fn(std::ops::Range<usize>) -> String;

fn subject(
    template: Option<Spanned<String>>,
    columns: &BTreeMap<Field, Vec<String>>,
    place: Place<'_>,
) -> Result<Template> {
    let Some(template) = template else {
        return Ok(Template::field(Field::Ticket));
    };
    let at = || format!("{}: subject", place(template.span()));
    let read = Template::read(template.get_ref()).with_context(at)?;
    if let Some(field) = read.fields().find(|field| !columns.contains_key(field)) {
        bail!("{}: no column is named for {{{}}} in [columns]", at(), field.as_str());
    }
    Ok(read)
}

fn requester(
    email: Option<Spanned<String>>,
    columns: &BTreeMap<Field, Vec<String>>,
    path: &Path,
    place: Place<'_>,
) -> Result<Option<String>> {
    match email {
        Some(email) if super::read::is_address(email.get_ref()) => Ok(Some(email.into_inner())),
        Some(email) => {
            let (place, text) = (place(email.span()), email.get_ref());
            bail!("{place}: the requester is an email address, which \"{text}\" is not")
        }
        None if columns.contains_key(&Field::Requester) => Ok(None),
        None => {
            let advice = "give an email address as requester in [defaults], or name its column";
            bail!("{}: tickets need a requester: {advice}", path.display())
        }
    }
}

fn tier(tier: Option<Spanned<u8>>, place: Place<'_>) -> Result<Option<Tier>> {
    let Some(tier) = tier else { return Ok(None) };
    let checked = Tier::try_from(i64::from(*tier.get_ref())).map_err(anyhow::Error::msg);
    checked.with_context(|| place(tier.span())).map(Some)
}
