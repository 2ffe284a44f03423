//! Addresses of pages: taken apart and put together.

use axum::extract::Query;
use axum::http::Uri;

/// The path of an address.
pub(crate) fn path(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// The parameters of an address, as they were meant; what cannot be read is left out.
pub(crate) fn pairs(address: &str) -> Vec<(String, String)> {
    let query = address.parse().ok().and_then(|uri: Uri| Query::try_from_uri(&uri).ok());
    query.map(|Query(pairs)| pairs).unwrap_or_default()
}

/// An address with these parameters, empty ones left out.
pub(crate) fn with<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut address = path.to_owned();
    let mut joint = '?';
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push(joint);
        address.push_str(name);
        address.push('=');
        encode(value, &mut address);
        joint = '&';
    }
    address
}

/// Writes a text so that it stays one value.
fn encode(text: &str, into: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            into.push(char::from(byte));
        } else {
            let digits = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
            into.extend(['%', char::from(digits[0]), char::from(digits[1])]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_together_is_taken_apart_again() {
        let given = [("view", "mine"), ("q", "Größe & <b> 50%+1"), ("sort", "")];
        let address = with("/desk", given);
        assert_eq!(address, "/desk?view=mine&q=Gr%C3%B6%C3%9Fe%20%26%20%3Cb%3E%2050%25%2B1");
        let taken = pairs(&address);
        let taken: Vec<_> = taken.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(taken, given[..2]);
        assert_eq!((path(&address), path("/desk"), pairs("/desk?").len()), ("/desk", "/desk", 0));
    }
}
