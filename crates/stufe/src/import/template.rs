//! A text with fields in it: `"{service}: {ticket}"`.

use super::mapping::Field;
use anyhow::{Context as _, Result};

/// What stands where a line says nothing.
const UNKNOWN: &str = "unknown";

/// A template, read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Field(Field),
}

impl Template {
    /// The value of one field, and nothing else.
    pub(crate) fn field(field: Field) -> Template {
        Template(vec![Part::Field(field)])
    }

    /// Reads a template.
    ///
    /// # Errors
    /// A brace that is not closed, or a field that is none.
    pub(crate) fn read(text: &str) -> Result<Template> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) =
                after.split_once('}').context("a \"{\" is not closed by a \"}\"")?;
            let known = || Field::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
            let field = Field::ALL.iter().find(|field| field.as_str() == name);
            let field =
                field.with_context(|| format!("{{{name}}} is no field; there are {}", known()))?;
            parts.push(Part::Words(words.to_owned()));
            parts.push(Part::Field(*field));
            rest = after;
        }
        parts.push(Part::Words(rest.to_owned()));
        parts.retain(|part| !matches!(part, Part::Words(words) if words.is_empty()));
        Ok(Template(parts))
    }

    /// The fields it needs.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Field> {
        self.0.iter().filter_map(|part| match part {
            Part::Field(field) => Some(*field),
            Part::Words(_) => None,
        })
    }

    /// The text for one line.
    pub(crate) fn fill<'v>(&self, value: impl Fn(Field) -> Option<&'v str>) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Words(words) => words.as_str(),
            Part::Field(field) => value(*field).unwrap_or(UNKNOWN),
        });
        parts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_where_they_are_named() {
        let template = Template::read("{service}: {ticket}!").unwrap();
        assert_eq!(template.fields().collect::<Vec<_>>(), [Field::Service, Field::Ticket]);
        let full = template.fill(|field| (field == Field::Ticket).then_some("1-7"));
        assert_eq!(full, "unknown: 1-7!");
    }

    #[test]
    fn what_is_no_field_is_refused() {
        assert!(Template::read("{colour}").unwrap_err().to_string().contains("{colour} is no"));
        assert!(Template::read("{ticket").is_err());
    }
}
