//! A client of the API, so that tests read like one.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// Somebody with a token, or nobody.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) router: Router,
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) token: Option<String>,
}

/// A request on its way.
pub(crate) struct Draft<'c> {
    client: &'c Client,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) json: Value,
}

impl Client {
    pub(crate) fn call(&self, method: Method, path: &str) -> Draft<'_> {
        let path = match path.starts_with("/api/") {
            true => path.to_owned(),
            false => format!("/api/v1{path}"),
        };
        Draft { client: self, method, path, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path).send()
    }

    #[expect(clippy::needless_pass_by_value, reason = "a test says json! on the spot")]
    pub(crate) fn post(&self, path: &str, body: Value) -> Reply {
        self.call(Method::POST, path).json(&body).send()
    }

    #[expect(clippy::needless_pass_by_value, reason = "a test says json! on the spot")]
    pub(crate) fn patch(&self, path: &str, body: Value) -> Reply {
        self.call(Method::PATCH, path).json(&body).send()
    }

    /// Something beside the API, such as `/healthz`.
    pub(crate) fn root(&self, path: &str) -> Reply {
        let mut draft = self.call(Method::GET, "/");
        draft.path = path.to_owned();
        draft.send()
    }

    /// An event stream; it starts where it is asked.
    pub(crate) fn follow(&self, last_event_id: Option<&str>) -> Follower {
        let mut draft = self.call(Method::GET, "/events");
        if let Some(id) = last_event_id {
            draft = draft.header("last-event-id", id);
        }
        let (request, runtime) = (draft.request(), Arc::clone(&self.runtime));
        let response = runtime.block_on(self.router.clone().oneshot(request)).unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Follower { body: response.into_body(), runtime, text: String::new() }
    }
}

impl Draft<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    pub(crate) fn bytes(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    pub(crate) fn request(self) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        if let Some(token) = &self.client.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(Body::from(self.body)).unwrap()
    }

    pub(crate) fn send(self) -> Reply {
        let client = self.client.clone();
        let request = self.request();
        client.runtime.block_on(answer(client.router.clone(), request))
    }
}

/// Sends a request and reads the whole answer.
pub(crate) async fn answer(router: Router, request: Request<Body>) -> Reply {
    let response = router.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    if status.is_client_error() || status.is_server_error() {
        assert_eq!(headers["content-type"], "application/problem+json", "{status} {text}");
        assert_eq!(json["status"], status.as_u16(), "{text}");
        assert!(json["code"].is_string() && json["detail"].is_string(), "{text}");
    }
    Reply { status, headers, text, bytes, json }
}

impl Reply {
    /// Says what was expected when it is something else.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Reply {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// A refusal with its code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> Reply {
        let reply = self.expect(status);
        assert_eq!(reply.json["code"], code, "{}", reply.text);
        reply
    }

    /// The fields a problem names.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let errors = self.json["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().filter_map(|error| error["field"].as_str()).collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn number(&self) -> i64 {
        self.json["number"].as_i64().unwrap()
    }

    pub(crate) fn items(&self) -> &[Value] {
        self.json["items"].as_array().unwrap()
    }
}

/// An open event stream.
pub(crate) struct Follower {
    body: Body,
    runtime: Arc<Runtime>,
    text: String,
}

/// An event as it came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) data: Value,
}

/// What a stream did.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    Event(Seen),
    Nothing,
    End,
}

impl Follower {
    /// The next event, for as long as one may wait.
    pub(crate) fn within(&mut self, wait: Duration) -> Heard {
        let runtime = Arc::clone(&self.runtime);
        runtime.block_on(async {
            tokio::time::timeout(wait, self.next()).await.unwrap_or(Heard::Nothing)
        })
    }

    /// The next event, which has to come.
    #[track_caller]
    pub(crate) fn event(&mut self) -> Seen {
        match self.within(Duration::from_secs(10)) {
            Heard::Event(seen) => seen,
            other => panic!("an event was expected, not {other:?}"),
        }
    }

    async fn next(&mut self) -> Heard {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(seen) = seen(&block) {
                    return Heard::Event(seen);
                }
                continue;
            }
            match self.body.frame().await {
                None => return Heard::End,
                Some(frame) => {
                    let bytes = frame.unwrap().into_data().unwrap();
                    self.text.push_str(std::str::from_utf8(&bytes).unwrap());
                }
            }
        }
    }
}

fn seen(block: &str) -> Option<Seen> {
    let field =
        |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let data = serde_json::from_str(field("data")?).unwrap();
    Some(Seen { id: field("id")?.parse().unwrap(), kind: field("event")?.to_owned(), data })
}
