//! A file on its way out: chunk by chunk, and of a range only the chunks it needs.

use super::access::Readable;
use super::range::{self, Part};
use super::{disposition, is_picture};
use crate::api::etag::Condition;
use crate::app::App;
use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use futures_util::stream;
use std::io;
use store::blobs::{self, CHUNK_BYTES};

/// Whatever a browser makes of the content, it runs nothing and loads nothing.
const POLICY: &str = "sandbox; default-src 'none'";

/// The answer that a request gets of a file.
///
/// # Errors
/// 400 for a condition that cannot be read.
pub(crate) fn answer(app: &App, file: &Readable, headers: &HeaderMap) -> Result<Response, Problem> {
    let opaque = HEXLOWER.encode(&file.row.sha256);
    let etag = format!("\"{opaque}\"");
    let condition = Condition::if_none_match(headers)?;
    let size = file.row.size;
    let mut response = if condition.is_some_and(|condition| condition.names_tag(&opaque)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match range::wanted(headers, size, &etag) {
            Part::Outside => {
                let range = format!("bytes */{size}");
                let detail = format!("There are {size} bytes, and the range lies outside.");
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                let problem = Problem::new(status, "range_outside", detail).into_response();
                return Ok(with(problem, header::CONTENT_RANGE, &range));
            }
            Part::Whole => sent(app, file, StatusCode::OK, (0, size - 1)),
            Part::Run(first, last) => {
                let range = format!("bytes {first}-{last}/{size}");
                let response = sent(app, file, StatusCode::PARTIAL_CONTENT, (first, last));
                with(response, header::CONTENT_RANGE, &range)
            }
        }
    };
    response = with(response, header::ETAG, &etag);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let policy = header::HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(policy, HeaderValue::from_static("same-origin"));
    Ok(response)
}

fn with(mut response: Response, name: header::HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The bytes from `first` to `last`, both included.
fn sent(app: &App, file: &Readable, status: StatusCode, (first, last): (i64, i64)) -> Response {
    let row = &file.row;
    let kind = if is_picture(&row.content_type) { "inline" } else { "attachment" };
    let content_type = match row.content_type.as_str() {
        "text/plain" => "text/plain; charset=utf-8",
        other => other,
    };
    let mut response = (status, bytes(app, row.blob, first, last)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, disposition::header(kind, &file.name));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(last - first + 1));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    with(response, header::CONTENT_TYPE, content_type)
}

/// The bytes from `first` to `last` of a content. Reads one chunk after the other as fast as they
/// are taken.
pub(crate) fn bytes(app: &App, blob: i64, first: i64, last: i64) -> Body {
    if last < first {
        return Body::empty();
    }
    let (app, long) = (app.clone(), i64::try_from(CHUNK_BYTES).unwrap_or(i64::MAX));
    Body::from_stream(stream::try_unfold(first, move |at| {
        let app = app.clone();
        async move {
            if at > last {
                return Ok(None);
            }
            let (n, start) = (at / long, at % long);
            let read = app.read(move |desk| Ok(blobs::chunk(desk.tx, blob, n)?)).await;
            let chunk = match read {
                Ok(chunk) => chunk.unwrap_or_default(),
                Err(problem) => return Err(io::Error::other(problem.status().to_string())),
            };
            let end = (last - n * long + 1).min(long);
            let part = usize::try_from(start).ok().zip(usize::try_from(end).ok());
            let part = part.and_then(|(start, end)| chunk.get(start..end.min(chunk.len())));
            match part {
                Some(part) if !part.is_empty() => {
                    let next = at + i64::try_from(part.len()).unwrap_or(i64::MAX);
                    Ok(Some((part.to_vec(), next)))
                }
                Some(_) | None => {
                    tracing::error!(blob, n, "a chunk is missing; `stufe check` says more");
                    Err(io::Error::other("a chunk is missing"))
                }
            }
        }
    }))
}
