//! Reading a log: CSV, plain or gzip, line by line, each checked by itself.

use super::lines::{PlainLines, first_line};
use super::mapping::{Field, Mapping};
use super::row::{Place, RequesterName, Row, TeamName};
use anyhow::{Context as _, Result, bail};
use desk::limits::{NAME_MAX, SUBJECT_MAX};
use desk::priority::Priority;
use desk::time::{Span, Timestamp};
use desk::values::Tier;
use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::str::FromStr;

/// How far a log's clock may be ahead of ours.
const AHEAD_MAX: Span = Span::days(1);
/// What gzip begins with (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A line that makes no sense, and why.
pub(crate) type Refused = (Place, String);

/// Reads one file and hands on each line, or why it is refused.
///
/// # Errors
/// That the file cannot be read or lacks a column; or what `each` says.
pub(crate) fn read(
    path: &Path,
    file: usize,
    mapping: &Mapping,
    now: Timestamp,
    each: &mut dyn FnMut(Result<Row, Refused>) -> Result<()>,
) -> Result<()> {
    let cannot = || format!("{} cannot be read", path.display());
    let mut input = BufReader::new(File::open(path).with_context(cannot)?);
    let zipped = input.fill_buf().with_context(cannot)?.starts_with(&GZIP);
    let input: Box<dyn Read> =
        if zipped { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) };
    let mut log = csv::ReaderBuilder::new()
        .delimiter(mapping.delimiter)
        .flexible(true)
        .from_reader(PlainLines::new(input));
    let headers = log.byte_headers().with_context(cannot)?.clone();
    let reader = LineReader { mapping, columns: columns(&headers, mapping, path)?, now };
    let mut record = csv::ByteRecord::new();
    while log.read_byte_record(&mut record).with_context(cannot)? {
        let place = Place { file, line: first_line(log.position().line(), &record) };
        let row = reader.row(&record, headers.len(), place);
        each(row.map_err(|error| (place, format!("{error:#}"))))?;
    }
    Ok(())
}

/// The places of each field's columns.
type Columns = BTreeMap<Field, Vec<usize>>;

fn columns(headers: &csv::ByteRecord, mapping: &Mapping, path: &Path) -> Result<Columns> {
    let names: Vec<&[u8]> = headers
        .iter()
        .enumerate()
        .map(
            |(at, name)| {
                if at == 0 { name.strip_prefix(b"\xef\xbb\xbf").unwrap_or(name) } else { name }
            },
        )
        .collect();
    let place = |column: &String| {
        names.iter().position(|name| *name == column.as_bytes()).with_context(|| {
            format!("{} has no column \"{column}\", which the mapping names", path.display())
        })
    };
    let places = |(field, columns): (&Field, &Vec<String>)| {
        Ok((*field, columns.iter().map(place).collect::<Result<_>>()?))
    };
    mapping.columns.iter().map(places).collect()
}

struct LineReader<'m> {
    mapping: &'m Mapping,
    columns: Columns,
    now: Timestamp,
}

/// The values of one line, by field; what is missing is not in it.
struct Values(BTreeMap<Field, String>);

impl Values {
    fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// A name of something that will be made at the desk.
    fn name(&self, field: Field) -> Result<Option<String>> {
        let Some(name) = self.get(field) else { return Ok(None) };
        if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
            bail!("{} is no name of up to {NAME_MAX} characters on one line", field.as_str());
        }
        Ok(Some(name.to_owned()))
    }

    /// A word of the log in our words: by its table, or ours already.
    fn word<T: Copy + FromStr>(
        &self,
        field: Field,
        table: &str,
        words: &BTreeMap<String, T>,
    ) -> Result<Option<T>> {
        let Some(word) = self.get(field) else { return Ok(None) };
        let found = words.get(word).copied().or_else(|| word.parse().ok());
        let unknown = || format!("{} \"{word}\" is not in [{table}]", field.as_str());
        found.with_context(unknown).map(Some)
    }
}

impl LineReader<'_> {
    fn row(&self, record: &csv::ByteRecord, width: usize, place: Place) -> Result<Row> {
        if record.len() != width {
            bail!("{} columns, the header has {width}", record.len());
        }
        let values = self.values(record)?;
        let mapping = self.mapping;
        let ticket = values.name(Field::Ticket)?.context("no ticket")?;
        let at = mapping.instants.read(values.get(Field::At).context("no time")?)?;
        if at > self.now + AHEAD_MAX {
            bail!("its time lies ahead");
        }
        let state = values.word(Field::State, "states", &mapping.states)?.or(mapping.state);
        let requester = self.requester(&values)?;
        Ok(Row {
            place,
            ticket,
            order: self.order(&values)?,
            at,
            team: team(&values)?,
            agent: values.name(Field::Agent)?,
            state,
            state_text: values.get(Field::State).map(str::to_owned),
            service: values.name(Field::Service)?,
            impact: values.word(Field::Impact, "impacts", &mapping.impacts)?,
            urgency: values.word(Field::Urgency, "urgencies", &mapping.urgencies)?,
            priority: self.priority(&values)?,
            subject: self.subject(&values),
            requester,
            kind: values.word(Field::Kind, "kinds", &mapping.kinds)?.unwrap_or(mapping.kind),
            channel: values
                .word(Field::Channel, "channels", &mapping.channels)?
                .unwrap_or(mapping.channel),
        })
    }

    fn values(&self, record: &csv::ByteRecord) -> Result<Values> {
        let mut values = BTreeMap::new();
        for (field, columns) in &self.columns {
            let mut parts = Vec::with_capacity(columns.len());
            for column in columns {
                let bytes = record.get(*column).unwrap_or_default();
                let text = std::str::from_utf8(bytes)
                    .with_context(|| format!("{} is not UTF-8", field.as_str()))?;
                if text.contains('\0') {
                    bail!("{} has a NUL character", field.as_str());
                }
                parts.push(text.trim());
            }
            if !parts.iter().all(|part| self.is_missing(part)) {
                values.insert(*field, parts.join("/"));
            }
        }
        Ok(Values(values))
    }

    fn is_missing(&self, text: &str) -> bool {
        text.is_empty() || self.mapping.missing.iter().any(|missing| missing == text)
    }

    fn order(&self, values: &Values) -> Result<i64> {
        if !self.mapping.maps(Field::Order) {
            return Ok(0);
        }
        let order = values.get(Field::Order).context("no order")?;
        order.parse().ok().with_context(|| format!("order \"{order}\" is no whole number"))
    }

    fn priority(&self, values: &Values) -> Result<Option<Priority>> {
        let Some(word) = values.get(Field::Priority) else { return Ok(None) };
        let found = self.mapping.priorities.get(word).copied();
        let own = || word.parse().ok().and_then(|number: i64| Priority::try_from(number).ok());
        let unknown = || format!("priority \"{word}\" is not in [priorities]");
        found.or_else(own).with_context(unknown).map(Some)
    }

    fn subject(&self, values: &Values) -> String {
        let own = values.get(Field::Subject).map(str::to_owned);
        let subject = own.unwrap_or_else(|| self.mapping.subject.fill(|field| values.get(field)));
        let line = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(SUBJECT_MAX).collect()
    }

    fn requester(&self, values: &Values) -> Result<RequesterName> {
        match (values.name(Field::Requester)?, &self.mapping.requester) {
            (Some(email), _) if is_address(&email) => Ok(RequesterName::Email(email)),
            (Some(name), _) => Ok(RequesterName::Name(name)),
            (None, Some(email)) => Ok(RequesterName::Email(email.clone())),
            (None, None) => bail!("no requester, and none in [defaults]"),
        }
    }
}

fn team(values: &Values) -> Result<Option<TeamName>> {
    let tier = match values.get(Field::Tier) {
        Some(text) => {
            let tier = text.parse().ok().and_then(|tier: i64| Tier::try_from(tier).ok());
            let wrong = || format!("tier \"{text}\" is no number from 1 to {}", Tier::MAX);
            Some(tier.with_context(wrong)?)
        }
        None => None,
    };
    Ok(values.name(Field::Team)?.map(|name| TeamName { name, tier }))
}

/// True of what the desk takes for an email address.
pub(crate) fn is_address(text: &str) -> bool {
    text.chars().count() <= NAME_MAX
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        })
}
