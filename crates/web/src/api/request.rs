//! What a request brings: a path, parameters, a body, the conditions of its headers.

use super::decode;
use super::etag::Condition;
use super::language::Language;
use crate::limits::{BODY_WAIT, IDEMPOTENCY_KEY_MAX, JSON_BYTES_MAX};
use crate::problem::Problem;
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Query parameters; one that is not known is refused.
pub(crate) struct Asked<T>(pub(crate) T);

/// No query parameters.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// A number or an id in the path; anything else is no thing of ours.
pub(crate) struct Numbered(pub(crate) i64);

/// A request that changes something.
pub(crate) struct Sent<T> {
    /// Its body.
    pub(crate) body: T,
    /// How it wants to be answered.
    pub(crate) terms: Terms,
}

/// The conditions of a change.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// The version it is about.
    pub(crate) if_match: Option<Condition>,
    /// The key it shall be done once under.
    pub(crate) once: Option<Once>,
    /// The language of words for requesters.
    pub(crate) language: Language,
}

/// A key, and the digest of the request that came with it.
#[derive(Debug, Clone)]
pub(crate) struct Once {
    /// `Idempotency-Key`.
    pub(crate) key: String,
    /// Method, path, condition and body.
    pub(crate) request: [u8; 32],
}

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parameters(parts).map(Asked)
    }
}

/// The query parameters; one that is not known is refused.
pub(crate) fn parameters<T: DeserializeOwned>(parts: &Parts) -> Result<T, Problem> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|error| {
        Problem::unreadable("unreadable", format!("The query cannot be read: {error}."))
    })?;
    decode::query(pairs.0)
}

impl<S: Send + Sync> FromRequestParts<S> for Numbered {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let nothing = || Problem::not_found("thing");
        let path = RawPathParams::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        let (_, value) = path.iter().next().ok_or_else(nothing)?;
        // `+7` and `007` are no addresses of 7.
        let number: i64 = value.parse().map_err(|_| nothing())?;
        if number > 0 && number.to_string() == value {
            Ok(Numbered(number))
        } else {
            Err(nothing())
        }
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let Nothing {} = parameters(&parts)?;
        let if_match = Condition::if_match(&parts.headers)?;
        let key = idempotency_key(&parts)?;
        let language = Language::of(&parts.headers);
        let bytes = bytes(&parts.headers, body).await?;
        let mut value = decode::object(&bytes)?;
        let body = decode::body(&bytes)?;
        let once = key.map(|key| {
            let mut hash = Sha256::new();
            let condition = format!("{if_match:?}");
            // The same things said in another order, or with other white space, are the same
            // request. Whether a map sorts its fields is a feature any crate of a build can change.
            value.sort_all_objects();
            let words = [parts.method.as_str(), parts.uri.path(), &condition, &value.to_string()];
            for word in words {
                hash.update((word.len() as u64).to_be_bytes());
                hash.update(word.as_bytes());
            }
            Once { key, request: hash.finalize().into() }
        });
        Ok(Sent { body, terms: Terms { if_match, once, language } })
    }
}

/// `Idempotency-Key`, if there is one.
pub(crate) fn idempotency_key(parts: &Parts) -> Result<Option<String>, Problem> {
    let mut keys = parts.headers.get_all("idempotency-key").iter();
    let (Some(key), None) = (keys.next(), keys.next()) else {
        let many = parts.headers.get_all("idempotency-key").iter().count() > 1;
        let message = "Give one key.";
        return if many { Err(bad_key(message)) } else { Ok(None) };
    };
    if parts.method != Method::POST {
        return Ok(None);
    }
    let key = key.to_str().unwrap_or_default();
    let fits = (1..=IDEMPOTENCY_KEY_MAX).contains(&key.len());
    if !fits || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(bad_key("A key has 1 to 255 visible ASCII characters."));
    }
    Ok(Some(key.to_owned()))
}

fn bad_key(message: &str) -> Problem {
    Problem::field("Idempotency-Key", "invalid", message)
}

async fn bytes(headers: &HeaderMap, body: axum::body::Body) -> Result<Vec<u8>, Problem> {
    let too_large = || {
        let detail = format!("A body has at most {JSON_BYTES_MAX} bytes.");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    };
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|value| value.parse::<u64>().ok()) > Some(JSON_BYTES_MAX as u64) {
        return Err(too_large());
    }
    let collected = Limited::new(body, JSON_BYTES_MAX).collect();
    let bytes = match tokio::time::timeout(BODY_WAIT, collected).await {
        Ok(Ok(collected)) => collected.to_bytes().to_vec(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large()),
        Ok(Err(_)) => {
            return Err(Problem::unreadable("unreadable", "The body ended before its end."));
        }
        Err(_) => {
            let detail = "The body did not come in time.";
            return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", detail));
        }
    };
    if !bytes.is_empty() {
        require_json(headers)?;
    }
    Ok(bytes)
}

/// 415 for what does not call itself JSON in UTF-8.
fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let wrong = |detail: &str| {
        Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
    };
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return wrong("Send the body as it is, not compressed.");
    }
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = value.unwrap_or_default().split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    if !media.eq_ignore_ascii_case("application/json") {
        return wrong("Send JSON, and say so: Content-Type: application/json");
    }
    let utf8 = |value: &str| value.trim_matches('"').eq_ignore_ascii_case("utf-8");
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if name.eq_ignore_ascii_case("charset") && !utf8(value) {
            return wrong("Send JSON in UTF-8.");
        }
    }
    Ok(())
}
