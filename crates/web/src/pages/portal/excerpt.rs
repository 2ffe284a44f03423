//! The beginning of a text: the line that stands for a request, and what a list quotes.

/// Longest subject that is made of what somebody has written, in characters.
const SUBJECT_LENGTH: usize = 90;
/// Longest quotation in a list, in characters.
const QUOTE_LENGTH: usize = 400;

/// How people begin a letter.
const GREETINGS: &[&str] = &[
    "hallo", "hi", "hey", "moin", "servus", "guten", "liebe", "lieber", "liebes", "sehr", "hello",
    "dear", "good",
];
/// Shortest sentence that says what it is about, in words.
const SENTENCE_WORDS: usize = 4;
/// Longest greeting, in words.
const GREETING_WORDS: usize = 5;

/// The line that stands for a request: its first sentence, or as much of it as fits.
pub(super) fn subject(body: &str) -> String {
    let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let line = if is_greeting(first) { lines.next().unwrap_or(first) } else { first };
    let words: Vec<&str> = line.split_whitespace().collect();
    let line = words.join(" ");
    let ends = line.match_indices(['.', '!', '?']).map(|(at, mark)| at + mark.len());
    let sentence = ends.into_iter().find(|at| ends_sentence(&line, *at));
    let sentence = sentence.map_or(line.as_str(), |at| &line[..at]);
    let sentence = sentence.strip_suffix('.').unwrap_or(sentence);
    shortened(sentence, SUBJECT_LENGTH)
}

/// Whether a sentence ends there: it has a few words, and „z. B.“ and „1.“ end none.
fn ends_sentence(line: &str, at: usize) -> bool {
    let (sentence, rest) = line.split_at(at);
    let last = sentence.rsplit(' ').next().unwrap_or_default();
    let letters = last.chars().filter(|c| c.is_alphabetic()).count();
    rest.starts_with(' ') && letters > 2 && sentence.split(' ').count() >= SENTENCE_WORDS
}

fn is_greeting(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let greets = words.next().is_some_and(|word| GREETINGS.contains(&&*word.to_lowercase()));
    greets && words.count() < GREETING_WORDS
}

/// What a list quotes of a message.
pub(super) fn quote(text: &str) -> String {
    shortened(text.trim(), QUOTE_LENGTH)
}

/// The text itself, or its beginning up to the end of a word.
fn shortened(text: &str, length: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(length) else { return text.to_owned() };
    let head = &text[..end];
    let cut = head.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{} …", head[..cut].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_called_by_its_first_sentence() {
        for (body, expected) in [
            (
                "Der Drucker in Halle 2 druckt leere Seiten.",
                "Der Drucker in Halle 2 druckt leere Seiten",
            ),
            (
                "Mein Bildschirm bleibt heute schwarz. Gestern ging er noch.",
                "Mein Bildschirm bleibt heute schwarz",
            ),
            ("\n  \n VPN\tbricht   ab \nseit 8 Uhr", "VPN bricht ab"),
            ("Ich brauche z. B. ein Headset.", "Ich brauche z. B. ein Headset"),
            ("Warum geht das nicht? Bitte helfen.", "Warum geht das nicht?"),
            (
                "Version 7.4.1 läuft auf srv.example.org nicht",
                "Version 7.4.1 läuft auf srv.example.org nicht",
            ),
            ("Guten Morgen,\n\ndie Maus klemmt.\nGruß", "die Maus klemmt"),
            ("Hallo liebes Team", "Hallo liebes Team"),
            (
                "Hallo, seit heute früh klemmt bei uns die Tür",
                "Hallo, seit heute früh klemmt bei uns die Tür",
            ),
            ("🙂", "🙂"),
            ("", ""),
        ] {
            assert_eq!(subject(body), expected);
        }
    }

    #[test]
    fn what_is_too_long_ends_with_a_word() {
        let long = "Seit dem Update ".repeat(20);
        let short = subject(&long);
        assert!(short.ends_with("Update …") || short.ends_with("dem …"), "{short}");
        assert!(short.chars().count() <= SUBJECT_LENGTH + 2);
        let word = "ß".repeat(500);
        assert_eq!(subject(&word).chars().count(), SUBJECT_LENGTH + 2);
        assert_eq!(quote(&word).chars().count(), QUOTE_LENGTH + 2);
        assert_eq!(quote(" Zeile eins\nZeile zwei "), "Zeile eins\nZeile zwei");
    }
}
