//! The description of the API: what all operations have in common is said here, once.

use crate::limits::{IDEMPOTENCY_KEY_MAX, JSON_BYTES_MAX};
use crate::problem::{PROBLEM_JSON, ProblemDetails};
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{AnyOf, ArrayItems, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, Response, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

const TAGS: &[(&str, &str)] = &[
    ("tickets", "Needs and their whole history"),
    ("verbs", "What can be done with a ticket"),
    ("attachments", "Files that go with messages"),
    ("people", "Those who have needs, and those who work at the desk"),
    ("teams", "Who holds tickets, on which tier"),
    ("services", "What tickets are about"),
    ("tokens", "What scripts and other systems sign in with"),
    ("reports", "Measures"),
    ("events", "What happens, as it happens"),
    ("health", "For whoever keeps the server running"),
];

const PROBLEM: &str = "Problem";
const BEARER: &str = "bearer";

/// What stands before all paths.
pub(crate) fn base() -> OpenApi {
    let description = format!(
        "JSON in UTF-8, names in snake_case, times in RFC 3339 UTC, durations in seconds. Teams \
         and services go in and out as names, people as email addresses. Every error is a problem \
         (RFC 9457) with a stable `code` and all that is wrong in `errors`. Unknown fields and \
         parameters are refused. A body has at most {JSON_BYTES_MAX} bytes."
    );
    let info = InfoBuilder::new()
        .title("Stufe")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .license(Some(
            LicenseBuilder::new()
                .name("MIT OR Apache-2.0")
                .identifier(Some("MIT OR Apache-2.0"))
                .build(),
        ));
    let tags = TAGS.iter().map(|(name, description)| {
        TagBuilder::new().name(*name).description(Some(*description)).build()
    });
    let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let mut nested = Vec::new();
    ProblemDetails::schemas(&mut nested);
    let components = ComponentsBuilder::new()
        .security_scheme(BEARER, scheme)
        .schema(PROBLEM, ProblemDetails::schema())
        .schemas_from_iter(nested)
        .response(PROBLEM, problem());
    OpenApiBuilder::new().info(info).tags(Some(tags)).components(Some(components.build())).build()
}

fn problem() -> Response {
    let content = Content::new(Some(Ref::from_schema_name(PROBLEM)));
    ResponseBuilder::new()
        .description("What is wrong and what to do")
        .content(PROBLEM_JSON, content)
        .header("Retry-After", header("After how many seconds it may work", Type::Integer))
        .header("WWW-Authenticate", header("With 401: how to sign in", Type::String))
        .build()
}

fn header(description: &str, kind: Type) -> Header {
    let mut header = Header::new(ObjectBuilder::new().schema_type(kind));
    header.description = Some(description.to_owned());
    header
}

/// What kind of request an operation takes.
struct Trait<'a> {
    path: &'a str,
    method: HttpMethod,
}

impl Trait<'_> {
    fn is_public(&self) -> bool {
        !self.path.starts_with(super::PREFIX)
    }

    fn changes(&self) -> bool {
        !matches!(self.method, HttpMethod::Get)
    }

    /// About one ticket that exists.
    fn is_of_ticket(&self) -> bool {
        self.path.contains("/tickets/{number}")
    }

    fn gives_ticket(&self) -> bool {
        let gives = self.path.ends_with("/tickets") && self.changes();
        let read = self.is_of_ticket() && self.path.ends_with("{number}");
        gives || read || self.is_of_ticket() && self.changes()
    }

    /// The statuses of the problems it can answer with.
    fn problems(&self) -> Vec<u16> {
        let mut found = match self.path {
            "/healthz" => return vec![400],
            "/readyz" => return vec![400, 500, 503],
            path if path.ends_with("/events") => vec![400, 401, 403, 429, 500, 503],
            _ => vec![400, 401, 403, 422, 500, 503],
        };
        if self.changes() {
            found.extend([404, 408, 409, 413, 415]);
            found.extend(self.is_of_ticket().then_some(412));
        } else {
            found.extend(self.path.contains('{').then_some(404));
            found.extend(self.path.contains("/attachments/").then_some(416));
        }
        found
    }
}

/// Says of every operation what holds of all like it.
pub(crate) fn finished(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let operations = [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Patch, &mut item.patch),
            (HttpMethod::Delete, &mut item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                finish(operation, &Trait { path, method });
            }
        }
    }
    let schemas = document.components.as_mut().map(|components| &mut components.schemas);
    schemas.into_iter().flatten().for_each(|(_, schema)| any_of(schema));
    document
}

fn finish(operation: &mut Operation, its: &Trait<'_>) {
    for status in its.problems() {
        let shared = RefOr::Ref(Ref::from_response_name(PROBLEM));
        operation.responses.responses.insert(status.to_string(), shared);
    }
    if its.gives_ticket() {
        with_header(operation, "ETag", "The version of the ticket");
    }
    if operation.responses.responses.contains_key("201") {
        with_header(operation, "Location", "Where the new thing is");
    }
    if its.path.ends_with("/split") {
        with_header(operation, "Location", "Where the new ticket is");
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        // No body at all says nothing, as an empty object does.
        body.required = Some(Required::False);
    }
    if its.is_public() {
        operation.security = Some(Vec::new());
        return;
    }
    operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(BEARER, [])]);
    let parameters = operation.parameters.get_or_insert_default();
    if matches!(its.method, HttpMethod::Post) {
        parameters.push(key().into());
    }
    if its.is_of_ticket() && its.changes() {
        parameters.push(tag("If-Match", "The version it is about; another one gives 412").into());
    }
    if its.is_of_ticket() && its.gives_ticket() && !its.changes() {
        parameters.push(tag("If-None-Match", "The version there is already; it gives 304").into());
    }
}

fn with_header(operation: &mut Operation, name: &str, description: &str) {
    for status in ["200", "201", "304"] {
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) {
            response.headers.insert(name.to_owned(), header(description, Type::String).into());
        }
    }
}

/// Shapes that depend on who asks share fields: an answer fits at least one of them. Only what may
/// be `null` is one of two.
fn any_of(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::OneOf(one) if !one.items.iter().any(is_null) => {
            let mut any = AnyOf::new();
            any.items = std::mem::take(&mut one.items);
            any.description = one.description.take();
            *schema = Schema::AnyOf(any);
        }
        Schema::Object(object) => object.properties.values_mut().for_each(any_of),
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                any_of(items);
            }
        }
        // What may be null stays, and more kinds may come with the specification.
        _ => {}
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(it)) if it.schema_type == Type::Null.into())
}

/// Entity tags as `If-Match` takes them.
const TAGS_PATTERN: &str = r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$"#;

fn tag(name: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).pattern(Some(TAGS_PATTERN))))
        .build()
}

fn key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(IDEMPOTENCY_KEY_MAX))
        .pattern(Some("^[!-~]+$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "The same request with the same key is done once; its answer is given again. Another \
             request with the key gives 422.",
        ))
        .schema(Some(schema))
        .build()
}
