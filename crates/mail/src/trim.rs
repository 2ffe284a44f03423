//! Parting the new text of an answer from what it quotes and from the signature.
//!
//! Line by line, without guessing about words: what cannot be told to be old is new. The full text
//! is always kept by the caller, one click away.

mod marks;

/// A text in its parts. Each line of the text is in exactly one, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// What the writer said now. Between quotes they answer, those are in it too. It is empty where
    /// the whole text is quoted or a signature.
    pub fresh: String,
    /// What the writer quoted, with the lines that introduce it.
    pub quoted: String,
    /// The signature, and what a phone or a company puts below a mail.
    pub signature: String,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Fresh,
    Quoted,
    Signature,
}

/// Parts a text.
pub fn trim(text: &str) -> Trimmed {
    let lines: Vec<&str> = text.lines().collect();
    let mut classes = vec![Class::Fresh; lines.len()];
    let end = mark_history(&lines, &mut classes);
    let end = mark_trailing_quote(&lines[..end], &mut classes);
    mark_signature(&lines[..end], &mut classes);
    mark_leading_quote(&lines, &mut classes);
    let part = |class: Class| {
        let of_class = lines.iter().zip(&classes).filter(|(_, other)| **other == class);
        let joined = of_class.map(|(line, _)| *line).collect::<Vec<_>>().join("\n");
        joined.trim_matches('\n').trim_end().to_owned()
    };
    Trimmed {
        fresh: part(Class::Fresh),
        quoted: part(Class::Quoted),
        signature: part(Class::Signature),
    }
}

/// Marks what follows a line after which everything is history: a divider or a block of mail
/// fields, as Outlook and its like put above the mail they answer, or a line of ours. Gives where
/// it begins.
fn mark_history(lines: &[&str], classes: &mut [Class]) -> usize {
    let last_quoted = lines.iter().rposition(|line| marks::is_quoted(line));
    let last_filled = lines.iter().rposition(|line| !line.trim().is_empty());
    // "… wrote:" above text that is not marked as quoted: all below is history, unless some of it
    // is marked, and then answered line by line.
    let introduced = |at: usize| {
        let is_above = last_quoted.is_none_or(|last| last < at) && last_filled > Some(at);
        if is_above { marks::introduction(lines, at + 1) } else { None }
    };
    let begins = |at: usize| {
        let is_mark = marks::is_divider(lines[at]) || marks::begins_field_block(&lines[at..]);
        if is_mark { Some(at) } else { introduced(at) }
    };
    let Some(at) = (0..lines.len()).find_map(begins) else { return lines.len() };
    // With nothing above it, the mail is a forwarded one: the history is what it is about.
    if lines[..at].iter().all(|line| line.trim().is_empty()) {
        return lines.len();
    }
    let at = above_rule(lines, at);
    classes[at..].fill(Class::Quoted);
    at
}

/// Steps up over the empty lines and the drawn line that mailers put above the history.
fn above_rule(lines: &[&str], at: usize) -> usize {
    let blank = |line: &&&str| line.trim().is_empty();
    let above = at - lines[..at].iter().rev().take_while(blank).count();
    if above > 0 && marks::is_rule(lines[above - 1]) { above - 1 } else { at }
}

/// Marks the quote at the end of the text with its introduction; gives where it begins.
fn mark_trailing_quote(lines: &[&str], classes: &mut [Class]) -> usize {
    // A signature may stand below the quote.
    let signature = signature_start(lines).unwrap_or(lines.len());
    let body = &lines[..signature];
    let Some(last) = body.iter().rposition(|line| !line.trim().is_empty()) else {
        return lines.len();
    };
    if !marks::is_quoted(body[last]) {
        return lines.len();
    }
    let is_part = |line: &&&str| marks::is_quoted(line) || line.trim().is_empty();
    let mut start = last + 1 - body[..=last].iter().rev().take_while(is_part).count();
    while start < last && body[start].trim().is_empty() {
        start += 1;
    }
    let start = introduction_start(body, start);
    classes[start..=last].fill(Class::Quoted);
    // Without anything above, the quote is the text to look at; with a signature below, that ends
    // it.
    if signature < lines.len() { lines.len() } else { start }
}

/// Where the introduction ("… wrote:") of the quote that begins at `start` begins.
fn introduction_start(lines: &[&str], start: usize) -> usize {
    let above = start - lines[..start].iter().rev().take_while(|l| l.trim().is_empty()).count();
    marks::introduction(lines, above).unwrap_or(start)
}

/// Marks the signature: from its mark to the end of what is not quoted.
fn mark_signature(lines: &[&str], classes: &mut [Class]) {
    if let Some(start) = signature_start(lines) {
        for class in &mut classes[start..lines.len()] {
            if *class == Class::Fresh {
                *class = Class::Signature;
            }
        }
    }
}

fn signature_start(lines: &[&str]) -> Option<usize> {
    /// A longer one is text below a line of dashes.
    const LINES_MAX: usize = 30;
    let end = lines.iter().rposition(|line| !line.trim().is_empty())? + 1;
    let from = end.saturating_sub(LINES_MAX);
    let dashes = (from..end).find(|at| marks::is_signature_mark(lines[*at]));
    // What a phone adds is one line, the last or nearly so.
    let device = (end.saturating_sub(3)..end).find(|at| marks::is_device_line(lines[*at]));
    let start = match (dashes, device) {
        (Some(dashes), Some(device)) => Some(dashes.min(device)),
        (dashes, device) => dashes.or(device),
    }?;
    // Below the mark of a signature nobody is quoted.
    (!lines[start..end].iter().any(|line| marks::is_quoted(line))).then_some(start)
}

/// Marks a quote that everything new stands below: one quote, at the top, and no other. With
/// several, the new text answers them one by one and needs them.
fn mark_leading_quote(lines: &[&str], classes: &mut [Class]) {
    let is_open = |at: &usize| classes[*at] == Class::Fresh && !lines[*at].trim().is_empty();
    let open: Vec<usize> = (0..lines.len()).filter(is_open).collect();
    let Some(first_quoted) = open.iter().position(|at| marks::is_quoted(lines[*at])) else {
        return;
    };
    let run = open[first_quoted..].iter().take_while(|at| marks::is_quoted(lines[**at])).count();
    let after = &open[first_quoted + run..];
    let is_answered = !after.is_empty() && !after.iter().any(|at| marks::is_quoted(lines[*at]));
    let introduction = open.first().copied().unwrap_or_default();
    let is_at_top =
        first_quoted == 0 || introduction_start(lines, open[first_quoted]) <= introduction;
    if is_answered && is_at_top {
        let end = after[0];
        let old = classes[..end].iter_mut().filter(|class| **class == Class::Fresh);
        old.for_each(|class| *class = Class::Quoted);
    }
}

#[cfg(test)]
mod tests;
