//! Just enough of a lexer to tell Rust code from its comments and strings.

/// A Rust file, taken apart.
pub(super) struct Source {
    /// The text with comments and the insides of strings blanked; lines stay where they are.
    pub(super) code: String,
    pub(super) strings: Vec<Literal>,
    /// Where the trailing `#[cfg(test)] mod tests` begins; `usize::MAX` when there is none.
    pub(super) first_test_line: usize,
    /// The modules declared as `#[cfg(test)] mod name;`.
    pub(super) test_modules: Vec<String>,
}

/// A string literal, without its quotes and as it is written.
pub(super) struct Literal {
    /// Where it begins.
    pub(super) line: usize,
    pub(super) text: String,
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let mut lexer = Lexer { rest: text, code: String::new(), strings: Vec::new(), line: 1 };
        while lexer.step() {}
        let first_test_line = first_test_line(&lexer.code);
        let test_modules = test_modules(&lexer.code);
        Self { code: lexer.code, strings: lexer.strings, first_test_line, test_modules }
    }
}

struct Lexer<'a> {
    rest: &'a str,
    code: String,
    strings: Vec<Literal>,
    line: usize,
}

impl Lexer<'_> {
    /// Takes the next token; false at the end.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.blank(end);
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment(self.rest));
        } else if let Some((open, close)) = string_quotes(self.rest, self.follows_a_word()) {
            self.string(open, &close);
        } else if next == '\'' {
            self.quote();
        } else {
            self.keep(next.len_utf8());
        }
        true
    }

    /// Whether the last character could belong to the same word, as in `super"`.
    fn follows_a_word(&self) -> bool {
        self.code.ends_with(|last: char| last.is_alphanumeric() || last == '_')
    }

    /// Takes a string literal whose opening quote has `open` bytes.
    fn string(&mut self, open: usize, close: &str) {
        self.keep(open);
        let is_raw = open > 1 && self.code.trim_end_matches(['"', '#']).ends_with('r');
        let length = if is_raw { self.rest.find(close) } else { unescaped_quote(self.rest) };
        let length = length.unwrap_or(self.rest.len());
        self.strings.push(Literal { line: self.line, text: self.rest[..length].to_owned() });
        self.blank(length);
        self.keep(close.len().min(self.rest.len()));
    }

    /// Takes a character literal, or the quote of a lifetime.
    fn quote(&mut self) {
        let mut inside = self.rest[1..].char_indices();
        let length = match inside.next() {
            Some((_, '\\')) => {
                self.rest[1..].char_indices().skip(2).find(|(_, c)| *c == '\'').map(|(at, _)| at)
            }
            Some(_) => inside.next().filter(|(_, c)| *c == '\'').map(|(at, _)| at),
            None => None,
        };
        self.keep(1);
        if let Some(length) = length {
            self.blank(length);
            self.keep(1);
        }
    }

    fn keep(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.code.push_str(taken);
        self.rest = rest;
    }

    fn blank(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.code.extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        self.rest = rest;
    }
}

/// The bytes of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of a string's opening, prefix included, and its closing quote.
fn string_quotes(text: &str, follows_a_word: bool) -> Option<(usize, String)> {
    let prefixes: &[&str] = if follows_a_word { &[""] } else { &["", "b", "c", "r", "br", "cr"] };
    for prefix in prefixes {
        let Some(rest) = text.strip_prefix(prefix) else { continue };
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let is_raw = prefix.ends_with('r');
        if rest[hashes..].starts_with('"') && (is_raw || hashes == 0) {
            return Some((prefix.len() + hashes + 1, format!("\"{}", "#".repeat(hashes))));
        }
    }
    None
}

fn unescaped_quote(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some(at),
            '\\' => drop(characters.next()),
            _ => {}
        }
    }
    None
}

/// The line of the `#[cfg(test)]` over a `mod tests { … }` that ends the file.
fn first_test_line(code: &str) -> usize {
    let lines: Vec<&str> = code.lines().map(str::trim_end).collect();
    let begins = |at: &usize| {
        let after = lines[at + 1..].iter().find(|line| !line.starts_with("#["));
        lines[*at] == "#[cfg(test)]" && after.is_some_and(|line| line.starts_with("mod tests {"))
    };
    let Some(begin) = (0..lines.len()).find(begins) else { return usize::MAX };
    let end = (begin..lines.len()).find(|at| lines[*at].starts_with('}'));
    let is_last = end.is_some_and(|end| lines[end + 1..].iter().all(|line| line.is_empty()));
    if is_last { begin + 1 } else { usize::MAX }
}

fn test_modules(code: &str) -> Vec<String> {
    let declarations = code.split("#[cfg(test)]").skip(1).filter_map(|after| {
        let words = after.split(';').next()?.split_whitespace();
        let mut words = words.filter(|word| !word.starts_with("pub"));
        let is_declaration = words.next()? == "mod";
        words.next().filter(|_| is_declaration && words.next().is_none())
    });
    declarations.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, strings: &[&str]) {
        let source = Source::new(text);
        let found: Vec<&str> = source.strings.iter().map(|literal| literal.text.as_str()).collect();
        assert_eq!((source.code.as_str(), found.as_slice()), (code, strings));
    }

    #[test]
    fn comments_are_blank() {
        check("a // b \"c\"\nd", "a         \nd", &[]);
        check("a /* b /* c */ d */ e", "a                   e", &[]);
        check("a /* b\n */ c", "a     \n    c", &[]);
    }

    #[test]
    fn strings_are_taken_out() {
        check(r#"f("a b", "\"")"#, r#"f("   ", "  ")"#, &["a b", r#"\""#]);
        check(r##"r#"a"b"# c"##, r##"r#"   "# c"##, &["a\"b"]);
        check(r#"b"a" r"\" c"#, r#"b" " r" " c"#, &["a", "\\"]);
        check("\"a\n// b\" c", "\" \n    \" c", &["a\n// b"]);
    }

    #[test]
    fn characters_and_lifetimes_are_told_apart() {
        check(r#"'"' 'a' "b""#, r#"' ' ' ' " ""#, &["b"]);
        check(r"'\'' &'a str '\u{41}'", r"'  ' &'a str '      '", &[]);
        check(r##"r#type "a""##, r##"r#type " ""##, &["a"]);
    }

    #[test]
    fn a_literal_knows_its_line() {
        let source = Source::new("\n\"a\n\"\n  r\"b\"");
        let lines: Vec<usize> = source.strings.iter().map(|literal| literal.line).collect();
        assert_eq!(lines, [2, 4]);
    }

    #[test]
    fn only_a_trailing_test_module_counts() {
        let line = |text| Source::new(text).first_test_line;
        assert_eq!(line("fn a() {}\n\n#[cfg(test)]\nmod tests {\n    x\n}\n"), 3);
        assert_eq!(line("#[cfg(test)]\n#[path = \"a\"]\nmod tests {\n}\n"), 1);
        assert_eq!(line("#[cfg(test)]\nmod tests {\n}\nfn a() {}\n"), usize::MAX);
        assert_eq!(line("#[cfg(test)]\nmod tests;\n"), usize::MAX);
        assert_eq!(line("// #[cfg(test)]\nmod tests {\n}\n"), usize::MAX);
    }
}
