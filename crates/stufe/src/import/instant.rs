//! The times of a log: RFC 3339, or by a format in a zone.

use anyhow::{Context as _, Result, anyhow};
use desk::time::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

/// How a log writes its times.
#[derive(Debug)]
pub(crate) struct Instants {
    /// As for `strptime`; none means RFC 3339.
    format: Option<String>,
    /// Where times without an offset are at home.
    zone: TimeZone,
}

impl Instants {
    /// Takes the format and the zone, the latter with its place in the mapping.
    ///
    /// # Errors
    /// A zone that does not exist.
    pub(crate) fn new(format: Option<String>, zone: Option<(String, String)>) -> Result<Instants> {
        let zone = match zone {
            Some((place, name)) => TimeZone::get(&name).map_err(|_| {
                anyhow!("{place}: there is no time zone \"{name}\"; write it as Europe/Berlin")
            })?,
            None => TimeZone::UTC,
        };
        Ok(Instants { format, zone })
    }

    /// Reads a time.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(&self, text: &str) -> Result<Timestamp> {
        let at = match &self.format {
            None => text.parse::<jiff::Timestamp>().with_context(|| {
                format!("\"{text}\" is no RFC 3339 time; set at_format in the mapping")
            })?,
            Some(format) => self
                .by_format(format, text)
                .with_context(|| format!("\"{text}\" is no time by at_format \"{format}\""))?,
        };
        Ok(Timestamp(at.as_microsecond()))
    }

    fn by_format(&self, format: &str, text: &str) -> Result<jiff::Timestamp> {
        let parts = strtime::parse(format, text)?;
        if parts.offset().is_some() || parts.timestamp().is_some() {
            return Ok(parts.to_timestamp()?);
        }
        let date = parts.to_date()?;
        let time = parts.to_time().unwrap_or_default();
        Ok(self.zone.to_ambiguous_zoned(date.to_datetime(time)).compatible()?.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Option<&str>, zone: Option<&str>, text: &str) -> Result<String> {
        let zone = zone.map(|zone| ("mapping.toml:2".to_owned(), zone.to_owned()));
        let instants = Instants::new(format.map(str::to_owned), zone)?;
        let at = instants.read(text)?;
        Ok(jiff::Timestamp::from_microsecond(at.0)?.to_string())
    }

    #[test]
    fn times_are_read_as_the_mapping_says() {
        let day = Some("%d/%m/%Y %H:%M");
        for (format, zone, text, at) in [
            (None, None, "2011-01-31T10:12:22Z", "2011-01-31T10:12:22Z"),
            (None, Some("Europe/Berlin"), "2011-01-31T10:12:22+02:00", "2011-01-31T08:12:22Z"),
            (day, None, "1/3/2016 04:40", "2016-03-01T04:40:00Z"),
            (day, Some("Europe/Berlin"), "29/07/2016 4:40", "2016-07-29T02:40:00Z"),
            // The hour that summer time leaves out, and the one it has twice.
            (day, Some("Europe/Berlin"), "27/03/2016 02:30", "2016-03-27T01:30:00Z"),
            (day, Some("Europe/Berlin"), "30/10/2016 02:30", "2016-10-30T00:30:00Z"),
            (Some("%Y-%m-%d"), None, "2016-07-29", "2016-07-29T00:00:00Z"),
            (
                Some("%Y-%m-%d %H:%M %z"),
                Some("Europe/Berlin"),
                "2016-07-29 04:40 +0000",
                "2016-07-29T04:40:00Z",
            ),
        ] {
            assert_eq!(read(format, zone, text).unwrap(), at, "{text} in {zone:?}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for (format, zone, text) in [
            (None, None, "yesterday"),
            (None, None, "2011-01-31 10:12"),
            (Some("%d/%m/%Y %H:%M"), None, "31/02/2016 10:00"),
            (Some("%d/%m/%Y %H:%M"), Some("Europe/Bielefeld"), "29/07/2016 04:40"),
        ] {
            assert!(read(format, zone, text).is_err(), "{text}");
        }
    }
}
