//! `/api/openapi.json`, and the same as a page for people: no script, no outside file.

use crate::app::App;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Where the page is.
pub(crate) const PATH: &str = "/api/docs";

static DOCUMENT: LazyLock<String> = LazyLock::new(super::openapi);
static PAGE: LazyLock<String> =
    LazyLock::new(|| page(&serde_json::from_str(&DOCUMENT).unwrap_or_default()));
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

/// The style of the page.
const STYLE: &str = include_str!("docs.css");

/// The routes.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/api/openapi.json", get(document)).route(PATH, get(docs))
}

async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

async fn docs() -> Response {
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (html, PAGE.as_str()).into_response();
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The page of a description.
fn page(document: &Value) -> String {
    let title = escaped(word(document, "/info/title"));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} API</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#operations\">Skip to the operations</a>\n<header>\n\
         <h1>{title} API</h1>\n<p>{}</p>\n\
         <p><a href=\"/api/openapi.json\">The same as OpenAPI 3.1</a></p>\n</header>\n",
        marked(word(document, "/info/description")),
    );
    let tags = document.pointer("/tags").and_then(Value::as_array).cloned().unwrap_or_default();
    out.push_str("<nav aria-label=\"Resources\">\n<ul>\n");
    for tag in &tags {
        let name = escaped(word(tag, "/name"));
        let _ = writeln!(out, "<li><a href=\"#tag-{name}\">{name}</a></li>");
    }
    out.push_str("<li><a href=\"#schemas\">schemas</a></li>\n</ul>\n</nav>\n");
    out.push_str("<main id=\"operations\">\n");
    for tag in &tags {
        section(&mut out, document, tag);
    }
    schemas(&mut out, document);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// All operations of a tag.
fn section(out: &mut String, document: &Value, tag: &Value) {
    let name = word(tag, "/name");
    let safe = escaped(name);
    let _ = writeln!(
        out,
        "<section aria-labelledby=\"tag-{safe}\">\n<h2 id=\"tag-{safe}\">{safe}</h2>"
    );
    let _ = writeln!(out, "<p>{}</p>", marked(word(tag, "/description")));
    for (path, item) in entries(document.pointer("/paths")) {
        for (method, operation) in entries(Some(item)) {
            let tags = operation.pointer("/tags").and_then(Value::as_array);
            if tags.is_some_and(|tags| tags.iter().any(|it| it.as_str() == Some(name))) {
                describe(out, path, method, operation);
            }
        }
    }
    out.push_str("</section>\n");
}

fn describe(out: &mut String, path: &str, method: &str, operation: &Value) {
    let id = escaped(word(operation, "/operationId"));
    let _ = writeln!(
        out,
        "<article aria-labelledby=\"{id}\">\n<h3 id=\"{id}\"><code><b>{}</b> {}</code> {}</h3>",
        escaped(&method.to_uppercase()),
        escaped(path),
        escaped(word(operation, "/summary")),
    );
    let description = word(operation, "/description");
    if !description.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", marked(description));
    }
    let parameters = operation.pointer("/parameters").and_then(Value::as_array);
    if let Some(parameters) = parameters.filter(|list| !list.is_empty()) {
        out.push_str("<h4>Parameters</h4>\n<dl>\n");
        for it in parameters {
            let (name, place) = (escaped(word(it, "/name")), escaped(word(it, "/in")));
            let schema = it.pointer("/schema").map(kind).unwrap_or_default();
            let words = marked(word(it, "/description"));
            let _ = writeln!(
                out,
                "<dt><code>{name}</code> <small>{place}, {schema}</small></dt><dd>{words}</dd>"
            );
        }
        out.push_str("</dl>\n");
    }
    if let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") {
        let _ = writeln!(out, "<h4>Body</h4>\n<p>{}</p>", kind(body));
    }
    out.push_str("<h4>Answers</h4>\n<dl>\n");
    for (status, response) in entries(operation.pointer("/responses")) {
        let words = match word(response, "/description") {
            "" => kind(response),
            words => marked(words),
        };
        let content = entries(response.pointer("/content")).next();
        let shape = content.and_then(|(_, it)| it.pointer("/schema")).map(kind).unwrap_or_default();
        let status = escaped(status);
        let _ = writeln!(out, "<dt><code>{status}</code></dt><dd>{words} {shape}</dd>");
    }
    out.push_str("</dl>\n</article>\n");
}

fn schemas(out: &mut String, document: &Value) {
    out.push_str("<section aria-labelledby=\"schemas\">\n<h2 id=\"schemas\">schemas</h2>\n");
    for (name, schema) in entries(document.pointer("/components/schemas")) {
        let name = escaped(name);
        let _ = writeln!(
            out,
            "<article aria-labelledby=\"schema-{name}\">\n<h3 id=\"schema-{name}\">{name}</h3>"
        );
        let description = word(schema, "/description");
        if !description.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", marked(description));
        }
        let fields: Vec<_> = entries(schema.pointer("/properties")).collect();
        if fields.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", kind(schema));
        } else {
            out.push_str("<dl>\n");
            for (field, schema) in fields {
                let (field, shape) = (escaped(field), kind(schema));
                let words = marked(word(schema, "/description"));
                let _ = writeln!(
                    out,
                    "<dt><code>{field}</code> <small>{shape}</small></dt><dd>{words}</dd>"
                );
            }
            out.push_str("</dl>\n");
        }
        out.push_str("</article>\n");
    }
    out.push_str("</section>\n");
}

/// What a schema is, in a few words with links.
fn kind(schema: &Value) -> String {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let name = escaped(target.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(items) = schema.get(several).and_then(Value::as_array) {
            return items.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words = words.iter().filter_map(Value::as_str).map(escaped).collect::<Vec<_>>();
        return format!("<code>{}</code>", words.join(" | "));
    }
    let plain = match schema.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")
        }
        Some(_) | None => String::new(),
    };
    if let Some(items) = schema.get("items") {
        return format!("{} of {}", escaped(&plain), kind(items));
    }
    escaped(&plain)
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let map = value.and_then(Value::as_object);
    map.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn word<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// Words with `code` in them.
fn marked(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => escaped(part),
        _ => format!("<code>{}</code>", escaped(part)),
    });
    parts.collect()
}
