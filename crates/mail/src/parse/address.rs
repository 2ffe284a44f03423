//! Addresses of people, as mailers write them and as they should have.

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::header::{self, Header};
use super::words;
use crate::limits::{ADDRESS_MAX, ADDRESSES_MAX, DISPLAY_NAME_MAX};

/// A person's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The display name, when there is one that is not the address again.
    pub name: Option<String>,
    /// With exactly one `@` that parts it and no blanks; upper and lower case as written.
    pub address: String,
}

/// The addresses of all fields of a name, and whether a limit left some out.
pub(super) fn all(header: &Header<'_>, name: &str) -> (Vec<Address>, bool) {
    let mut found = header.all(name).flat_map(read);
    let kept = found.by_ref().take(ADDRESSES_MAX).collect();
    (kept, found.next().is_some())
}

/// The first address of the first field of a name that has one.
pub(super) fn first(header: &Header<'_>, name: &str) -> Option<Address> {
    header.all(name).find_map(|value| read(value).into_iter().next())
}

/// The addresses of a field that holds nothing else, like `Delivered-To`.
pub(super) fn bare(value: &[u8]) -> Option<String> {
    read(value).into_iter().next().map(|address| address.address)
}

fn read(value: &[u8]) -> Vec<Address> {
    let mut line = words::normalise(&header::unfold(value));
    line.push(b'\n');
    let parsed = match MessageStream::new(&line).parse_address() {
        HeaderValue::Address(parsed) => Some(parsed),
        _ => None,
    };
    let addresses: Vec<Address> = parsed
        .iter()
        .flat_map(mail_parser::Address::iter)
        .filter_map(|found| address(found.name(), found.address()?))
        .collect();
    if addresses.is_empty() { search(&line).into_iter().collect() } else { addresses }
}

fn address(name: Option<&str>, address: &str) -> Option<Address> {
    let address = clean(address)?;
    let name = name.map(|name| header::text(name.as_bytes()));
    let name = name.map(|name| name.trim_matches(['"', '\'', ' ']).to_owned());
    let name = name.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(&address));
    let name = name.map(|name| name.chars().take(DISPLAY_NAME_MAX).collect());
    Some(Address { name, address })
}

/// What can be mailed to, of what stands where an address should.
fn clean(address: &str) -> Option<String> {
    let inner = address.trim().trim_matches(['<', '>', '"', '\'', ',', ';', ' ']);
    let inner = inner.strip_prefix("mailto:").unwrap_or(inner);
    // A bracket belongs to it only around the number of a machine.
    let inner = if inner.contains('[') { inner } else { inner.trim_end_matches(']') };
    let address: String = inner.chars().filter(|c| !c.is_control()).collect();
    let (local, domain) = address.rsplit_once('@')?;
    let is_whole = !local.is_empty() && !domain.is_empty();
    let is_one = is_whole && !address.contains(char::is_whitespace) && !domain.contains(['<', '>']);
    (is_one && address.chars().count() <= ADDRESS_MAX).then_some(address)
}

/// The first thing in a broken field that looks like an address.
fn search(line: &[u8]) -> Option<Address> {
    let text = header::text(line);
    let parts = |c: char| c.is_whitespace() || "<>()[],;:\"".contains(c);
    let mut found = text.split(parts).filter(|word| word.contains('@'));
    let address = found.find_map(clean)?;
    let name = text.split_once(&address).map_or("", |(before, _)| before);
    self::address(Some(name.trim_end_matches(['<', ' ', '['])), &address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let cases: [(&str, Option<&str>, &str); 18] = [
            ("a@example.org", None, "a@example.org"),
            ("<A@Example.org>", None, "A@Example.org"),
            ("Anna Muster <a@example.org>", Some("Anna Muster"), "a@example.org"),
            ("\"Muster, Anna\" <a@example.org>", Some("Muster, Anna"), "a@example.org"),
            ("a@example.org (Anna Muster)", Some("Anna Muster"), "a@example.org"),
            ("=?utf-8?Q?J=C3=B6rg?= <j@example.org>", Some("Jörg"), "j@example.org"),
            (
                "=?utf-8?Q?M=2C_J=C3?= =?utf-8?Q?=B6?= <j@example.org>",
                Some("M, Jö"),
                "j@example.org",
            ),
            ("root@[192.0.2.1]", None, "root@[192.0.2.1]"),
            ("\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.org>", Some("Jörg"), "j@example.org"),
            ("'a@example.org' <a@example.org>", None, "a@example.org"),
            ("desk+t1042.k3v9@example.org", None, "desk+t1042.k3v9@example.org"),
            ("Team: a@example.org, b@example.org;", None, "a@example.org"),
            ("Anna [mailto:a@example.org]", None, "a@example.org"),
            ("Anna <a@example.org", Some("Anna"), "a@example.org"),
            ("Anna a@example.org", Some("Anna"), "a@example.org"),
            ("a@example.org, b@example.org", None, "a@example.org"),
            ("anna@münchen.example", None, "anna@münchen.example"),
            ("mailto:a@example.org", None, "a@example.org"),
        ];
        for (value, name, address) in cases {
            let read = read(value.as_bytes()).into_iter().next().expect(value);
            assert_eq!((read.name.as_deref(), read.address.as_str()), (name, address), "{value}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for value in ["", "undisclosed-recipients:;", "Anna", "@", "a@", "@b", "<>", "a @ b"] {
            assert!(read(value.as_bytes()).is_empty(), "{value}");
        }
    }

    #[test]
    fn more_addresses_than_a_mail_has_are_cut() {
        let raw = format!("To: {}\n\n", "a@example.org, ".repeat(ADDRESSES_MAX + 1));
        let (header, _) = Header::read(raw.as_bytes());
        let (addresses, is_cut) = all(&header, "To");
        assert_eq!((addresses.len(), is_cut), (ADDRESSES_MAX, true));
    }
}
