//! People, found by the beginnings of words: of a name, an address, a telephone number.

use super::people::{PeoplePage, PersonRow, Place, Wanted, columns};
use super::sql;
use crate::db::{DbError, Tx, Value};
use crate::values;
use desk::ids::PersonId;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

sql! {
    ADD = "INSERT INTO person_words (word, person) VALUES ($1, $2)";
    DROP = "DELETE FROM person_words WHERE person = $1";
    OF_PERSON = "SELECT word FROM person_words WHERE person = $1 ORDER BY word";
    FIND = concat!("SELECT ", columns!(), " \
        FROM person_words w JOIN people p ON p.id = w.person \
        WHERE w.word >= $1 AND w.word < $2 AND p.active = 1 \
        AND EXISTS (SELECT 1 FROM person_words x \
            WHERE x.person = w.person AND x.word >= $3 AND x.word < $4) \
        AND EXISTS (SELECT 1 FROM person_words x \
            WHERE x.person = w.person AND x.word >= $5 AND x.word < $6) \
        ORDER BY w.word, w.person LIMIT $7");
    RUN = concat!("SELECT ", columns!(), ", w.word \
        FROM person_words w JOIN people p ON p.id = w.person \
        WHERE (w.word, w.person) > ($1, $2) AND w.word < $3 \
        ORDER BY w.word, w.person LIMIT $4");
}

/// Words kept of one person; what a name has beyond is not found by it.
const WORDS_MAX: usize = 24;
/// Words of a search that are looked at: the longest.
const SOUGHT_MAX: usize = 3;
/// Digits of a number that have to agree, from its end: what stands before is dialled or not.
const DIGITS_MAX: usize = 8;
/// Words read at a time for a page.
const WORDS_AT_A_TIME: usize = 250;
/// Words looked at for a page.
const LOOKED_AT_MAX: usize = 5_000;
/// What marks the digits of a telephone number, written backwards.
const NUMBER: char = '#';

/// Letters that stand for others once marks are dropped.
fn letter(c: char, word: &mut String) {
    match c {
        'ß' => word.push_str("ss"),
        'æ' => word.push_str("ae"),
        'œ' => word.push_str("oe"),
        'þ' => word.push_str("th"),
        'ø' => word.push('o'),
        'ł' => word.push('l'),
        'đ' | 'ð' => word.push('d'),
        'ı' => word.push('i'),
        c => word.push(c),
    }
}

/// A text in small letters without marks, as words are compared: `Müller` is `muller`.
pub(super) fn folded(text: &str) -> String {
    let mut word = String::new();
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        letter(c, &mut word);
    }
    word
}

/// The same as it is written where there are no such letters: `Müller` is `mueller`.
fn spelled(text: &str) -> String {
    let lower = text.nfc().flat_map(char::to_lowercase).collect::<String>();
    folded(&lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue"))
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The digits of a number from its end.
fn backwards(text: &str) -> String {
    text.chars().rev().filter(char::is_ascii_digit).collect()
}

/// The words somebody is found by.
fn words(person: &PersonRow) -> BTreeSet<String> {
    let email = person.email.as_deref().unwrap_or_default();
    let mut words = BTreeSet::from([folded(email)]);
    for text in [&*person.name, email] {
        words.extend(split(&folded(text)).map(str::to_owned));
        words.extend(split(&spelled(text)).map(str::to_owned));
    }
    if let Some(phone) = &person.phone {
        words.insert(format!("{NUMBER}{}", backwards(phone)));
    }
    words.remove("");
    words.into_iter().take(WORDS_MAX).collect()
}

/// Keeps the words of a person who was added or has changed.
pub(crate) fn write(tx: &mut Tx<'_>, person: &PersonRow) -> Result<(), DbError> {
    tx.execute(DROP, values![person.id.0])?;
    for word in words(person) {
        tx.execute(ADD, values![word.as_bytes(), person.id.0])?;
    }
    Ok(())
}

/// True when the words that are kept of a person are those they are found by.
pub(crate) fn are_kept(tx: &mut Tx<'_>, person: &PersonRow) -> Result<bool, DbError> {
    let kept: Vec<Vec<u8>> = tx.query(OF_PERSON, values![person.id.0], |row| row.get(0))?;
    Ok(kept.into_iter().eq(words(person).into_iter().map(String::into_bytes)))
}

/// What a search looks for: beginnings of words, the longest first.
fn sought(text: &str) -> Vec<String> {
    let is_number = |c: char| c.is_ascii_digit() || " +-/()".contains(c);
    let digits = backwards(text);
    if digits.len() > 2 && text.chars().all(is_number) {
        return vec![format!("{NUMBER}{}", digits.get(..DIGITS_MAX).unwrap_or(&digits))];
    }
    let folded = folded(text.trim());
    if folded.contains('@') {
        return vec![folded];
    }
    let mut sought: Vec<String> = split(&folded).map(str::to_owned).collect();
    sought.sort_by_key(|word| std::cmp::Reverse(word.len()));
    sought.truncate(SOUGHT_MAX);
    sought
}

/// People of whom each word that is looked for begins a word of theirs, or whose number ends so.
/// Those who have left are not found.
pub fn find(tx: &mut Tx<'_>, text: &str, limit: usize) -> Result<Vec<PersonRow>, DbError> {
    let sought = sought(text);
    let Some(first) = sought.first() else { return Ok(Vec::new()) };
    let from = |at: usize| sought.get(at).unwrap_or(first).as_bytes().to_vec();
    let bounds = (0..SOUGHT_MAX).flat_map(|at| [from(at), behind(from(at))]).collect::<Vec<_>>();
    // Somebody may be found by several words of theirs.
    let rows = i64::try_from(limit.saturating_mul(4)).unwrap_or(i64::MAX);
    let values = bounds.iter().map(|bound| Value::from(&bound[..]));
    let values: Vec<Value<'_>> = values.chain([rows.into()]).collect();
    let mut seen = BTreeSet::<PersonId>::new();
    let mut found = tx.query(FIND, &values, PersonRow::read)?;
    found.retain(|person| seen.insert(person.id));
    found.truncate(limit);
    Ok(found)
}

/// The same page by page, in the order of the words they are found by, each once. The words are
/// read in their order and looked at here, at most `LOOKED_AT_MAX` for a page: a page may be
/// short where many others begin so, and the next goes on from there.
pub fn page(
    tx: &mut Tx<'_>,
    text: &str,
    wanted: Wanted,
    after: Option<&Place>,
    limit: usize,
) -> Result<PeoplePage, DbError> {
    let sought = sought(text);
    let Some(first) = sought.first() else { return Ok(PeoplePage::default()) };
    let end = behind(first.as_bytes().to_vec());
    let mut place = after.cloned().unwrap_or((first.as_bytes().to_vec(), PersonId(0)));
    let rows = i64::try_from(WORDS_AT_A_TIME).unwrap_or(i64::MAX);
    let mut people = Vec::new();
    for _ in 0..LOOKED_AT_MAX / WORDS_AT_A_TIME {
        let values = values![&place.0, place.1.0, &end, rows];
        let run = tx.query(RUN, values, |row| {
            let person = PersonRow::read(row)?;
            let word: Vec<u8> = row.get(13)?;
            Ok(((word, person.id), person))
        })?;
        let is_last = run.len() < WORDS_AT_A_TIME;
        for (at, person) in run {
            if people.len() == limit {
                return Ok(PeoplePage { people, next: Some(place) });
            }
            let is_wanted = wanted.takes(&person) && is_first(&at.0, &sought, &words(&person));
            place = at;
            people.extend(is_wanted.then_some(person));
        }
        if is_last {
            return Ok(PeoplePage { people, next: None });
        }
    }
    Ok(PeoplePage { people, next: Some(place) })
}

/// Whether somebody with these words is found, and this word is the first of theirs that is.
fn is_first(word: &[u8], sought: &[String], words: &BTreeSet<String>) -> bool {
    let begins = |with: &String| words.iter().find(|word| word.starts_with(with.as_str()));
    let first = sought.first().and_then(begins);
    first.is_some_and(|first| first.as_bytes() == word)
        && sought.iter().all(|it| begins(it).is_some())
}

/// What lies behind every word that begins so: no letter is written with this byte.
fn behind(mut word: Vec<u8>) -> Vec<u8> {
    word.push(0xFF);
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::values::Role;

    #[test]
    fn words_are_folded_and_spelled() {
        let person = PersonRow {
            id: PersonId(1),
            name: "Jürgen Groß-Łukasz".into(),
            email: Some("J.Gross@stufe.example".into()),
            phone: Some("+49 561 / 12-34".into()),
            role: Role::Requester,
            teams: Vec::new(),
            active: true,
            belonging: desk::admin::Belonging::default(),
        };
        let expected = [
            "#432116594",
            "example",
            "gross",
            "j",
            "j.gross@stufe.example",
            "juergen",
            "jurgen",
            "lukasz",
            "stufe",
        ];
        assert!(words(&person).iter().eq(expected), "{:?}", words(&person));
    }

    #[test]
    fn a_search_is_a_number_an_address_or_words() {
        for (text, expected) in [
            ("Groß  Jü", &["gross", "ju"][..]),
            ("0561 1234", &["#43211650"]),
            ("+49 (561) 99-1234", &["#43219916"]),
            ("12", &["12"]),
            ("J.Gross@St", &["j.gross@st"]),
            ("a bb ccc dddd", &["dddd", "ccc", "bb"]),
            (" – ", &[]),
        ] {
            assert_eq!(sought(text), expected, "{text}");
        }
    }
}
