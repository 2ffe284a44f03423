//! How mail programs mark what is old, in the languages they speak.

/// Most lines that the introduction of a quote is broken into.
const ATTRIBUTION_LINES: usize = 4;

/// Longest introduction of a quote, in bytes.
const ATTRIBUTION_BYTES: usize = 400;

/// How an introduction begins and how it ends, in lower case.
const ATTRIBUTIONS: [(&[&str], &[&str]); 11] = [
    (&["on "], &["wrote:", "writes:", "wrote :"]),
    (&["am ", "vom "], &["schrieb:", "geschrieben:"]),
    (&["le "], &["a écrit :", "a écrit:", "écrit :", "ecrit :"]),
    (&["il ", "in data "], &["ha scritto:"]),
    (&["el "], &["escribió:", "escribio:"]),
    (&["em ", "a "], &["escreveu:"]),
    (&["op "], &["schreef:", "geschreven:"]),
    (&["den ", "d. "], &["skrev:", "skrev følgende:"]),
    (&["dnia ", "w dniu ", "on "], &["napisał(a):", "napisał:", "napisała:", "pisze:"]),
    (&["dne "], &["napsal(a):", "napsal:"]),
    (&["am ", "on "], &["folgendes geschrieben:", "wrote the following:"]),
];

/// Names of mail fields above a mail that is answered, in lower case.
const FROM: [&str; 9] = ["from", "von", "de", "da", "van", "fra", "från", "od", "lähettäjä"];
const OTHER: [&str; 36] = [
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "reply-to",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "kopie",
    "envoyé",
    "envoyé le",
    "à",
    "objet",
    "inviato",
    "a",
    "oggetto",
    "enviado",
    "enviado el",
    "para",
    "asunto",
    "assunto",
    "verzonden",
    "aan",
    "onderwerp",
    "sendt",
    "til",
    "emne",
    "skickat",
    "till",
    "ämne",
    "wysłano",
    "do",
    "temat",
    "antwort an",
];

/// Words inside a divider, in lower case.
const DIVIDERS: [&str; 14] = [
    "original message",
    "original-nachricht",
    "originalnachricht",
    "ursprüngliche nachricht",
    "ursprüngliche mail",
    "weitergeleitete nachricht",
    "forwarded message",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "oprindelig meddelelse",
    "wiadomość oryginalna",
];

/// How the line that a phone or a program adds begins, in lower case.
const DEVICES: [&str; 23] = [
    "sent from my ",
    "sent from mail for ",
    "sent from outlook",
    "sent from yahoo",
    "sent from samsung",
    "sent via ",
    "get outlook for ",
    "von meinem ",
    "von meiner ",
    "gesendet von ",
    "gesendet mit ",
    "gesendet aus ",
    "diese nachricht wurde von meinem ",
    "holen sie sich outlook für ",
    "outlook für android",
    "outlook für ios",
    "outlook for android",
    "outlook for ios",
    "envoyé de mon ",
    "envoyé depuis ",
    "envoyé à partir de ",
    "inviato da ",
    "enviado desde ",
];

/// Lines that helpdesks and mail programs ask to answer above.
const ABOVE_LINES: [&str; 4] = [
    "reply above this line",
    "please type your reply above",
    "bitte antworten sie oberhalb",
    "antworten sie oberhalb dieser zeile",
];

/// Whether a line is marked as quoted.
pub(super) fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Where the introduction of a quote begins that ends right before the line at `end`.
pub(super) fn introduction(lines: &[&str], end: usize) -> Option<usize> {
    let last = end.checked_sub(1)?;
    if !lines[last].trim_end().ends_with(':') || is_quoted(lines[last]) {
        return None;
    }
    let mut joined = String::new();
    let mut alone = None;
    for at in (end.saturating_sub(ATTRIBUTION_LINES)..end).rev() {
        let line = lines[at].trim();
        if line.is_empty() || is_quoted(line) || joined.len() + line.len() > ATTRIBUTION_BYTES {
            break;
        }
        let line = line.to_lowercase().replace('\u{a0}', " ");
        joined = if joined.is_empty() { line } else { format!("{line} {joined}") };
        if introduces(&joined) {
            return Some(at);
        }
        if at == last && introduces_alone(&joined) {
            alone = Some(at);
        }
    }
    alone
}

/// Whether a text in lower case introduces a quote from its first word on: when, who, wrote.
fn introduces(text: &str) -> bool {
    const STARTS: [&str; 6] = ["am ", "on ", "le ", "den ", "op ", "el "];
    const VERBS: [&str; 6] =
        [" schrieb ", " wrote ", " a écrit ", " skrev ", " schreef ", " escribió "];
    let begins = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start));
    let ends = |endings: &[&str]| endings.iter().any(|ending| text.ends_with(ending));
    let frames = ATTRIBUTIONS.iter().any(|(starts, endings)| begins(starts) && ends(endings));
    // German puts the name behind the verb: "Am 3.4.2025 um 10:12 schrieb Anna Muster:".
    let holds = begins(&STARTS) && VERBS.iter().any(|verb| text.contains(verb));
    says_when_or_where(text) && (frames || holds)
}

/// Whether a line in lower case introduces a quote without saying when first.
fn introduces_alone(text: &str) -> bool {
    const ENDINGS: [&str; 6] =
        ["wrote:", "schrieb:", "a écrit :", "geschrieben:", "kirjoitti:", "skrev:"];
    // "Anna Muster schrieb am Mo., 3. März 2025:"
    const THEN: [&str; 3] = [" schrieb am ", " wrote on ", " a écrit le "];
    let ends = ENDINGS.iter().any(|ending| text.ends_with(ending));
    let then = THEN.iter().any(|verb| text.contains(verb));
    // "2025-03-03 10:12 GMT+01:00 Anna Muster <anna@example.org>:"
    let is_dated = text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(">:");
    says_when_or_where(text) && (ends || then || (is_dated && text.contains('@')))
}

fn says_when_or_where(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) || text.contains('@')
}

/// Whether a line divides the new from the old, like `-----Original Message-----`.
pub(super) fn is_divider(line: &str) -> bool {
    let text = line.trim().to_lowercase();
    if text.len() > ATTRIBUTION_BYTES {
        return false;
    }
    let dashes = |c: char| matches!(c, '-' | '_' | '=' | '*' | '–' | '—' | ' ');
    let inner = text.trim_matches(dashes);
    let is_drawn = text.starts_with("--") || text.starts_with("__") || text.starts_with("==");
    let is_named = is_drawn
        && DIVIDERS.iter().any(|divider| {
            inner.strip_prefix(divider).is_some_and(|rest| rest.trim_matches([':', ' ']).len() < 40)
        });
    is_named
        || ABOVE_LINES.iter().any(|above| inner.contains(above))
        || text.starts_with("begin forwarded message:")
        || text.starts_with("anfang der weitergeleiteten nachricht:")
}

/// Whether lines begin with the fields of an older mail: who it is from, then at least two others.
pub(super) fn begins_field_block(lines: &[&str]) -> bool {
    /// Names of recipients are broken into lines; more than these are no block.
    const LINES_MAX: usize = 8;
    let Some(first) = lines.first().and_then(|line| field_name(line)) else { return false };
    if !FROM.contains(&first.as_str()) {
        return false;
    }
    let block = lines[1..].iter().take(LINES_MAX).take_while(|line| !line.trim().is_empty());
    let others = block.filter_map(|line| field_name(line));
    let mut others: Vec<String> = others.filter(|name| OTHER.contains(&name.as_str())).collect();
    others.sort_unstable();
    others.dedup();
    others.len() >= 2
}

/// The name of a field on a line, as `Von: …`, `*Von:* …` or `**Von:** …`, in lower case.
fn field_name(line: &str) -> Option<String> {
    /// No name of a field is longer.
    const NAME_BYTES: usize = 30;
    let line = line.trim().trim_start_matches('>').trim_start().trim_start_matches('*');
    let (name, _) = line.split_once(':')?;
    let name = name.trim().trim_end_matches('*').trim_end();
    (!name.is_empty() && name.len() <= NAME_BYTES).then(|| name.to_lowercase())
}

/// Whether a line is only drawn: `________________________________`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.bytes().all(|byte| matches!(byte, b'_' | b'-' | b'='))
}

/// Whether a line begins a signature.
pub(super) fn is_signature_mark(line: &str) -> bool {
    matches!(line.trim_end_matches('\r'), "-- " | "--" | "– " | "–" | "— " | "—")
}

/// Whether a line was added by a phone or a program.
pub(super) fn is_device_line(line: &str) -> bool {
    /// A longer line is a sentence that only begins like one.
    const BYTES_MAX: usize = 120;
    let line = line.trim().trim_start_matches(['*', '_', '(', '<']).to_lowercase();
    line.len() <= BYTES_MAX
        && !line.contains(',')
        && DEVICES.iter().any(|device| line.starts_with(device))
}
