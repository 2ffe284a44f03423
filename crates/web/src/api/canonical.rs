//! A body in one form, however it was written: for telling whether two of them say the same.

use serde_json::Value;

/// JSON without white space, the fields of every object by name: whether a map keeps the order it
/// was read in or not is a feature any crate of a build can turn on for all.
pub(super) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => object(fields.iter().collect(), out),
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_string());
        }
    }
}

fn object(mut fields: Vec<(&String, &Value)>, out: &mut String) {
    fields.sort_unstable_by_key(|(name, _)| *name);
    out.push('{');
    for (name, value) in fields {
        out.push_str(&Value::from(name.as_str()).to_string());
        out.push(':');
        write(value, out);
        out.push(',');
    }
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(fields: &[(&str, Value)]) -> String {
        let fields: Vec<_> = fields.iter().map(|(name, it)| (name.to_string(), it)).collect();
        let mut out = String::new();
        object(fields.iter().map(|(name, value)| (name, *value)).collect(), &mut out);
        out
    }

    #[test]
    fn the_order_of_fields_says_nothing() {
        let one = [("b", json!(1)), ("a", json!([{ "d": null, "c": "x" }]))];
        let other = [("a", json!([{ "c": "x", "d": null }])), ("b", json!(1))];
        assert_eq!(said(&one), said(&other));
        assert_eq!(said(&one), r#"{"a":[{"c":"x","d":null,},],"b":1,}"#);
    }

    #[test]
    fn what_is_said_otherwise_is_another_request() {
        let different = [
            json!({}),
            json!([]),
            json!({ "a": 1 }),
            json!({ "a": "1" }),
            json!({ "a": [1, 2] }),
            json!({ "a": [2, 1] }),
            json!({ "a": [[1], 2] }),
            json!({ "a\":1,\"b": 2 }),
            json!({ "a": 1, "b": 2 }),
        ];
        for (at, one) in different.iter().enumerate() {
            for other in &different[at + 1..] {
                assert_ne!(canonical(one), canonical(other));
            }
        }
    }
}
