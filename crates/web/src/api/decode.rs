//! JSON and query parameters, read strictly: what is not known or not of the right type is told
//! with its name.

use crate::problem::Problem;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};

/// Tells `null` from a field that is left out.
pub(crate) fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Reads the JSON object of a body; no body at all is an empty object.
pub(crate) fn object(bytes: &[u8]) -> Result<Value, Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(Map::new()));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| broken(&error))?;
    if !value.is_object() {
        return Err(Problem::unreadable("wrong_type", "The body has to be one JSON object."));
    }
    no_nul("", &value)?;
    Ok(value)
}

/// Reads a body into its type.
pub(crate) fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    // From the text, not from the value: a field that is given twice shows only here.
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| misfit("", &error))
}

/// Reads a value into its type; `prefix` is where it stands.
pub(crate) fn typed<T: DeserializeOwned>(value: Value, prefix: &str) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| misfit(prefix, &error))
}

/// Reads query parameters into their type, whose fields are all optional texts.
pub(crate) fn query<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Problem> {
    let mut map = Map::new();
    for (name, value) in pairs {
        if name.contains('\0') || value.contains('\0') {
            return Err(Problem::field("query", "nul_character", "NUL characters are not taken."));
        }
        if map.contains_key(&name) {
            return Err(Problem::field(&name, "duplicate_field", "Give this parameter once."));
        }
        map.insert(name, Value::String(value));
    }
    typed(Value::Object(map), "")
}

/// A name as it can be told: what was sent may hold anything.
pub(crate) fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

fn broken(error: &serde_json::Error) -> Problem {
    let what = match error.classify() {
        Category::Eof => "The JSON ends too early",
        Category::Io | Category::Syntax | Category::Data => "This is no JSON",
    };
    let detail = format!("{what}: {error}.");
    Problem::unreadable("unreadable", detail)
}

fn misfit(prefix: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let message = error.inner().to_string();
    // The place in the text helps nobody who is told the field.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let named = |start: &str| message.strip_prefix(start).and_then(|rest| rest.split('`').next());
    let (code, name) = match (named("unknown field `"), named("duplicate field `")) {
        (Some(name), _) => ("unknown_field", Some(name)),
        (None, Some(name)) => ("duplicate_field", Some(name)),
        (None, None) => ("wrong_type", None),
    };
    let mut field: Vec<String> = Vec::from_iter((!prefix.is_empty()).then(|| prefix.to_owned()));
    let path = error.path().to_string();
    field.extend((path != ".").then_some(path));
    if let Some(name) = name
        && field.last().is_none_or(|last| last != name && !last.ends_with(&format!(".{name}")))
    {
        field.push(name.to_owned());
    }
    Problem::field(&field.join("."), code, format!("{message}."))
}

/// PostgreSQL cannot keep a NUL character, so that neither database is given one.
fn no_nul(path: &str, value: &Value) -> Result<(), Problem> {
    let nul = |path: &str| {
        Err(Problem::field(path, "nul_character", "NUL characters are not taken; leave it out."))
    };
    match value {
        Value::String(text) if text.contains('\0') => nul(path),
        Value::Object(map) => map.iter().try_for_each(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if name.contains('\0') { nul(&path.replace('\0', "")) } else { no_nul(&path, value) }
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(at, item)| no_nul(&format!("{path}[{at}]"), item)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
