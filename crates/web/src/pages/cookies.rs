//! Cookies: reading one, writing one. Ours hold nothing that would need quoting.

use axum::http::{HeaderMap, HeaderValue, header};
use desk::time::Span;

/// The value of a cookie.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A `Set-Cookie` for the whole site that no script can read. Without an age it ends with the
/// browser; with none left it ends now.
pub(super) fn set(name: &str, value: &str, age: Option<Span>, way: Way) -> Option<HeaderValue> {
    let secure = match way {
        Way::Tls => "; Secure",
        Way::Plain => "",
    };
    let age = age.map(|age| format!("; Max-Age={}", age.0 / 1_000_000)).unwrap_or_default();
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::try_from(cookie).ok()
}

/// How the browser reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Encrypted, so that cookies can be kept to that.
    Tls,
    /// Not, as on one's own machine.
    Plain,
}

impl Way {
    /// What the proxy in front says it was. Whoever lies about it can only lose their own cookie.
    pub(super) fn of(headers: &HeaderMap) -> Way {
        let scheme = headers.get("x-forwarded-proto").and_then(|it| it.to_str().ok());
        match scheme.map(|scheme| scheme.trim().eq_ignore_ascii_case("https")) {
            Some(true) => Way::Tls,
            Some(false) | None => Way::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("xstufe=1; stufe_look=dark"));
        headers.append(header::COOKIE, HeaderValue::from_static("stufe=abc"));
        assert_eq!(value(&headers, "stufe"), Some("abc"));
        assert_eq!(value(&headers, "stufe_look"), Some("dark"));
        assert_eq!(value(&headers, "stuf"), None);
    }
}
