//! How often somebody may try to sign in, or to guess a link: kept in the database, so that all
//! nodes count together.
//!
//! A try is counted before the password is looked at, in one transaction with the question whether
//! it is allowed, so that many at once get no further than one after another. Whoever gets in has
//! their account's count forgotten, and their try taken off that of the address.

use desk::time::{Span, Timestamp};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use store::Failure;
use store::db::Tx;
use store::queries::people::email_key;
use store::queries::throttle::{self, ThrottleRow};

/// Failed tries after which the count starts again, when nothing follows them for so long.
const FORGET_AFTER: Span = Span::days(1);

/// How many tries are free, and how the wait grows after them.
#[derive(Debug, Clone, Copy)]
struct Rule {
    free: i64,
    longest: Span,
}

/// For one account: a slip of the fingers costs nothing, guessing gets slow. The longest wait is
/// short, because anybody can make it for anybody.
const ACCOUNT: Rule = Rule { free: 5, longest: Span::seconds(5 * 60) };
/// For one address, behind which a whole office may sit.
const ADDRESS: Rule = Rule { free: 30, longest: Span::seconds(15 * 60) };

/// For links that do not hold, from one address. Nobody guesses one; this tells them to stop.
const LINK: Rule = Rule { free: 10, longest: Span::seconds(15 * 60) };

/// What a try is counted for.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    counted: Vec<(String, Rule)>,
    /// What is forgotten when it was right; the rest gets back its one try.
    account: Option<String>,
}

impl Keys {
    /// Of a try for this address of mail, from this address of the network.
    pub(super) fn new(email: &str, address: Option<IpAddr>) -> Keys {
        // A digest, because people type passwords into the wrong field.
        let digest = Sha256::digest(email_key(email).as_bytes());
        let account = format!("account:{}", data_encoding::HEXLOWER.encode(&digest));
        let address = address.map(|it| (format!("address:{}", network(it)), ADDRESS));
        let counted = [(account.clone(), ACCOUNT)].into_iter().chain(address).collect();
        Keys { counted, account: Some(account) }
    }

    /// Of a try to open a link, from this address of the network.
    pub(super) fn of_link(address: Option<IpAddr>) -> Keys {
        let network = address.map_or_else(|| "unknown".into(), |it| network(it).to_string());
        Keys { counted: vec![(format!("link:{network}"), LINK)], account: None }
    }
}

/// What one party has at its disposal: an address of IPv4, a /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Counts a try. `Err` within says how long to wait, and then nothing was counted.
pub(super) fn attempt(
    tx: &mut Tx<'_>,
    keys: &Keys,
    now: Timestamp,
) -> Result<Result<(), Span>, Failure> {
    if let Some(wait) = waiting(tx, keys, now)? {
        return Ok(Err(wait));
    }
    let mut counts = Vec::new();
    for (key, rule) in &keys.counted {
        counts.push((key, after(standing(tx, key, now)?, *rule, now)));
    }
    throttle::purge(tx, now)?;
    for (key, row) in counts {
        throttle::set(tx, key, &row)?;
    }
    Ok(Ok(()))
}

/// How long to wait before the next try, if at all.
pub(super) fn waiting(
    tx: &mut Tx<'_>,
    keys: &Keys,
    now: Timestamp,
) -> Result<Option<Span>, Failure> {
    for (key, _) in &keys.counted {
        if let Some(row) = standing(tx, key, now)?.filter(|row| row.until_at > now) {
            return Ok(Some(row.until_at - now));
        }
    }
    Ok(None)
}

fn standing(tx: &mut Tx<'_>, key: &str, now: Timestamp) -> Result<Option<ThrottleRow>, Failure> {
    Ok(throttle::find(tx, key)?.filter(|row| row.forget_at > now))
}

/// Forgets the tries of an account whose owner got in. What else they were counted for counts them
/// no more, so that a whole office may sign in from one address; a wait that runs there goes on.
pub(super) fn succeeded(tx: &mut Tx<'_>, keys: &Keys) -> Result<(), Failure> {
    for (key, _) in &keys.counted {
        if keys.account.as_ref() == Some(key) {
            throttle::forget(tx, key)?;
        } else if let Some(row) = throttle::find(tx, key)? {
            let failures = (row.failures - 1).max(0);
            throttle::set(tx, key, &ThrottleRow { failures, ..row })?;
        }
    }
    Ok(())
}

/// How it stands after one more try: beyond the free ones the wait doubles, from two seconds on.
fn after(row: Option<ThrottleRow>, rule: Rule, now: Timestamp) -> ThrottleRow {
    let failures = row.map_or(0, |row| row.failures).saturating_add(1);
    let beyond = u32::try_from(failures - rule.free).ok().filter(|beyond| *beyond > 0);
    let wait = beyond.map_or(Span(0), |beyond| {
        let doubled = 1_i64.checked_shl(beyond).filter(|it| *it > 0).unwrap_or(i64::MAX);
        Span(doubled.saturating_mul(1_000_000).min(rule.longest.0))
    });
    ThrottleRow { failures, until_at: now + wait, forget_at: now + FORGET_AFTER }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::actor::Actor;
    use desk::values::Origin;
    use store::{By, Store};

    #[test]
    fn waits_double_after_the_free_tries_up_to_the_longest() {
        let now = Timestamp(0);
        let mut row = None;
        let mut waits = Vec::new();
        for _ in 0..80 {
            let next = after(row, ACCOUNT, now);
            waits.push((next.until_at - now).0 / 1_000_000);
            row = Some(next);
        }
        assert_eq!(waits[..14], [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert!(waits[14..].iter().all(|wait| *wait == 300));
    }

    store::on_both! {
        fn an_address_that_guesses_at_many_accounts_gets_slow_too(test: &TestDb) {
            let store = Store::over(test.open(), Timestamp(0)).unwrap();
            let try_once = |person: i64, address: &str, second: i64| {
                let email = format!("person{person}@stufe.example");
                let keys = Keys::new(&email, Some(address.parse().unwrap()));
                let now = Timestamp(0) + Span::seconds(second);
                let by = By { now, actor: Actor::Desk, origin: Origin::Command };
                store.write(by, move |ledger| attempt(ledger.tx(), &keys, now)).unwrap()
            };
            for person in 0..=ADDRESS.free {
                assert_eq!(try_once(person, "192.0.2.7", 0), Ok(()), "{person}");
            }
            assert_eq!(try_once(99, "192.0.2.7", 1), Err(Span::seconds(1)));
            assert_eq!(try_once(99, "192.0.2.8", 1), Ok(()), "others may go on");
            assert_eq!(try_once(99, "192.0.2.7", 86_400 + 1), Ok(()), "a day forgets");
            assert_eq!(try_once(98, "192.0.2.7", 86_400 + 1), Ok(()));
        }
    }

    store::on_both! {
        fn a_whole_office_signs_in_from_one_address(test: &TestDb) {
            let store = Store::over(test.open(), Timestamp(0)).unwrap();
            let now = Timestamp(0);
            let by = || By { now, actor: Actor::Desk, origin: Origin::Command };
            let keys = |person: i64| {
                let address = Some("192.0.2.7".parse().unwrap());
                Keys::new(&format!("person{person}@stufe.example"), address)
            };
            let tried = |person: i64| {
                let keys = keys(person);
                store.write(by(), move |ledger| attempt(ledger.tx(), &keys, now)).unwrap()
            };
            for person in 0..3 * ADDRESS.free {
                assert_eq!(tried(person), Ok(()), "{person}");
                let keys = keys(person);
                store.write(by(), move |ledger| succeeded(ledger.tx(), &keys)).unwrap();
            }
            for person in 0..=ADDRESS.free {
                assert_eq!(tried(person), Ok(()), "{person}: every guess is counted");
            }
            assert!(tried(99).is_err());
        }
    }

    #[test]
    fn addresses_of_one_party_are_one() {
        for (address, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ] {
            assert_eq!(network(address.parse().unwrap()).to_string(), expected);
        }
    }
}
