//! Mere thanks: a message that says nothing but "thank you" reopens nothing (domain, section 3).

/// Longest message, in words, that can be mere thanks.
const THANKS_WORDS_MAX: usize = 14;

/// Words that thank.
const THANKS: &[&str] = &["danke", "dank", "dankeschön", "merci", "thanks", "thank", "thx", "ty"];

/// Words that may stand beside them without asking for anything.
const POLITE: &[&str] = &[
    "vielen",
    "herzlichen",
    "besten",
    "tausend",
    "schön",
    "sehr",
    "für",
    "die",
    "das",
    "den",
    "ihre",
    "eure",
    "deine",
    "schnelle",
    "prompte",
    "tolle",
    "gute",
    "hilfe",
    "antwort",
    "unterstützung",
    "mühe",
    "rückmeldung",
    "lösung",
    "liebe",
    "lieben",
    "viele",
    "freundliche",
    "freundlichen",
    "beste",
    "grüße",
    "grüßen",
    "gruß",
    "grüsse",
    "mit",
    "lg",
    "vg",
    "mfg",
    "hallo",
    "hi",
    "hello",
    "dear",
    "alle",
    "zusammen",
    "team",
    "helpdesk",
    "super",
    "prima",
    "perfekt",
    "klasse",
    "top",
    "okay",
    "ok",
    "alles",
    "klar",
    "gut",
    "passt",
    "you",
    "very",
    "much",
    "a",
    "lot",
    "so",
    "many",
    "for",
    "the",
    "your",
    "quick",
    "fast",
    "prompt",
    "great",
    "help",
    "support",
    "reply",
    "answer",
    "response",
    "all",
    "good",
    "perfect",
    "excellent",
    "best",
    "kind",
    "regards",
    "cheers",
    "it",
    "und",
    "and",
    "ihnen",
    "euch",
    "dir",
    "nochmals",
    "nochmal",
    "again",
];

/// True when a message only thanks. Careful: a question mark, a number or any word that is not
/// plain politeness makes it a message like every other.
#[must_use]
pub fn is_mere_thanks(body: &str) -> bool {
    if body.contains('?') {
        return false;
    }
    let lower = body.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.len() <= THANKS_WORDS_MAX
        && words.iter().any(|word| THANKS.contains(word))
        && words.iter().all(|word| THANKS.contains(word) || POLITE.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_mere_thanks;

    #[test]
    fn thanks_are_told_from_concerns() {
        for (body, thanks) in [
            ("Danke!", true),
            ("Vielen Dank für die schnelle Hilfe.\n\nViele Grüße", true),
            ("Thank you very much for your quick reply", true),
            ("Danke, aber es geht immer noch nicht.", false),
            ("Danke, wann kommt das Gerät?", false),
            ("Thanks, it works", false),
            ("ok", false),
            ("", false),
            ("Danke 3", false),
            ("Danke danke danke danke danke danke danke danke danke danke danke danke danke", true),
            (
                "Danke, vielen, vielen lieben Dank für die tolle, schnelle und gute Hilfe und Antwort \
              nochmals",
                false,
            ),
        ] {
            assert_eq!(is_mere_thanks(body), thanks, "{body:?}");
        }
    }
}
