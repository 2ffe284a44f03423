//! Where a request comes from.

use axum::http::Extensions;
use axum::http::HeaderMap;
use std::net::IpAddr;

/// The other end of the connection, as an extension of its requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The address a request comes from. A proxy on this machine is believed when it says for whom it
/// asks; nobody else is, as everybody can write that header.
pub(super) fn address(extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let Peer(peer) = extensions.get::<Option<Peer>>()?.as_ref()?;
    if !peer.to_canonical().is_loopback() {
        return Some(*peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
    let nearest = forwarded.and_then(|it| it.to_str().ok()?.rsplit(',').next());
    Some(nearest.and_then(|address| address.trim().parse().ok()).unwrap_or(*peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_neighbour_is_believed() {
        let check = |peer: Option<&str>, forwarded: &str, expected: Option<&str>| {
            let (mut extensions, mut headers) = (Extensions::new(), HeaderMap::new());
            if let Some(peer) = peer {
                extensions.insert(Some(Peer(peer.parse().unwrap())));
            }
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            let expected = expected.map(|it| it.parse().unwrap());
            assert_eq!(address(&extensions, &headers), expected, "{peer:?} {forwarded}");
        };
        check(None, "192.0.2.1", None);
        check(Some("203.0.113.9"), "192.0.2.1", Some("203.0.113.9"));
        check(Some("127.0.0.1"), "192.0.2.1", Some("192.0.2.1"));
        check(Some("::1"), "10.0.0.1, 192.0.2.1", Some("192.0.2.1"));
        check(Some("127.0.0.1"), "nonsense", Some("127.0.0.1"));
    }
}
