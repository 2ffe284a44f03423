//! How the words of HTML are written as text.

use html2text::render::TextDecorator;

/// Text as a person would type it in a plain mail.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// The addresses of the links that are open.
    links: Vec<String>,
}

impl TextDecorator for Words {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        self.links.push(url.to_owned());
        (String::new(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        let url = self.links.pop().unwrap_or_default();
        let leads_away = ["http://", "https://", "ftp://"].iter().any(|s| url.starts_with(s));
        if leads_away { format!(" <{url}>") } else { String::new() }
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, ()) {
        (format!("[{title}]"), ())
    }

    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn decorate_superscript_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_superscript_end(&self) -> String {
        String::new()
    }

    fn make_subblock_decorator(&self) -> Self {
        Self::default()
    }
}

/// Takes out the address behind a link whose words are that address.
pub(super) fn without_echoes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" <") {
        out.push_str(before);
        let address = after.split_once('>').map(|(address, _)| address);
        match address.filter(|address| is_echo(&out, address)) {
            Some(address) => rest = &after[address.len() + 1..],
            None => {
                out.push_str(" <");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_echo(before: &str, address: &str) -> bool {
    let Some((_, bare)) = address.split_once("://") else { return false };
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let plain = |text: &str| text.trim_end_matches('/').to_lowercase();
    plain(word) == plain(address) || plain(word) == plain(bare)
}
