//! Stylesheet, script and drawings: embedded, compressed at build time, named by their content.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// For as long as a browser likes: other content has another name.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file of the pages, in each form it is sent in.
struct Asset {
    path: &'static str,
    etag: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

/// The routes of all assets.
pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    ALL.iter().fold(Router::new(), |router, asset| {
        router.route(asset.path, get(async |headers: HeaderMap| answer(asset, &headers)))
    })
}

fn answer(asset: &'static Asset, request: &HeaderMap) -> Response {
    let (coding, body) = chosen(asset, request);
    let mut response = if is_known(asset, request) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Bytes::from_static(body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, FOREVER);
    headers.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn is_known(asset: &Asset, request: &HeaderMap) -> bool {
    let known = request.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let same = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag) == asset.etag;
    known.is_some_and(|known| known.split(',').any(|tag| same(tag.trim())))
}

/// The smallest form the browser takes.
fn chosen(asset: &Asset, request: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok());
    let takes = |coding: &str| {
        accepted.unwrap_or_default().split(',').any(|part| {
            let (name, quality) = part.split_once(';').unwrap_or((part, ""));
            name.trim().eq_ignore_ascii_case(coding) && !is_zero(quality)
        })
    };
    if takes("br") {
        (Some("br"), asset.brotli)
    } else if takes("gzip") {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.plain)
    }
}

/// Whether `q=0` says that this form is not taken at all.
fn is_zero(quality: &str) -> bool {
    quality.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0)
}
