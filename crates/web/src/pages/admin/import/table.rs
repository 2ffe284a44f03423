//! A table of people as spreadsheets write it: commas, semicolons or tabs, with a line of headings
//! or without one.

use crate::api::language::Language;
use crate::pages::texts::text;
use crate::pages::words::Word;
use desk::directory::Directory;
use desk::ids::TeamId;
use desk::refusal::Problem;
use desk::values::Role;
use std::collections::BTreeMap;
use store::ledger::NewPerson;

/// The columns in their order, where no headings say otherwise.
const COLUMNS: [&str; 5] = ["name", "email", "phone", "role", "teams"];

/// One line of the table that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it stands in the file, from 1.
    pub(super) number: u64,
    name: String,
    email: String,
    phone: String,
    role: Result<Role, String>,
    pub(super) teams: String,
}

/// What a heading or a role may be called, in lower case.
pub(super) struct Words {
    columns: BTreeMap<String, usize>,
    roles: BTreeMap<String, Role>,
}

impl Words {
    /// As the API calls them, and as the pages do in both languages.
    pub(super) fn of_both() -> Words {
        let keys = ["person-name", "email", "person-phone", "person-role", "person-teams"];
        let languages = [Language::De, Language::En];
        let word = |language, key: String| text(language, key).to_string().to_lowercase();
        let mut columns: BTreeMap<String, usize> =
            COLUMNS.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)).collect();
        let mut roles: BTreeMap<String, Role> =
            Role::ALL.iter().map(|role| (role.as_str().to_owned(), *role)).collect();
        for language in languages {
            let named = keys.iter().enumerate();
            columns.extend(named.map(|(at, key)| (word(language, (*key).to_owned()), at)));
            roles.extend(Role::ALL.iter().map(|role| (word(language, role.key()), *role)));
        }
        Words { columns, roles }
    }
}

/// Reads the lines. Nothing about the form of a table is wrong: a quote that is not closed ends
/// with it, a cell too many is left out.
pub(super) fn read(text: &str, words: &Words) -> Vec<Line> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut order: Option<Vec<Option<usize>>> = None;
    let mut lines = Vec::new();
    let mut place = Place { byte: 0, line: 1 };
    for record in reader.records().filter_map(Result::ok) {
        place.go_to(text, &record);
        if record.iter().all(str::is_empty) {
            continue;
        }
        let headings = || headings(&record, words);
        match &order {
            None if headings().is_some() => order = headings(),
            None => {
                let plain: Vec<Option<usize>> = (0..COLUMNS.len()).map(Some).collect();
                lines.push(line(place.line, &record, &plain, words));
                order = Some(plain);
            }
            Some(order) => lines.push(line(place.line, &record, order, words)),
        }
    }
    lines
}

/// How far a text was read, and which line that is.
struct Place {
    byte: usize,
    line: u64,
}

impl Place {
    /// Goes on to where a record begins: a reader counts the empty lines before it to the record.
    fn go_to(&mut self, text: &str, record: &csv::StringRecord) {
        let begin = record.position().map_or(0, csv::Position::byte);
        let rest = text.as_bytes().get(self.byte..).unwrap_or_default();
        let ahead = usize::try_from(begin).unwrap_or(0).saturating_sub(self.byte);
        let empty = rest.iter().skip(ahead).take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let ahead = ahead + empty.count();
        let passed = rest.iter().take(ahead).filter(|byte| **byte == b'\n');
        self.line += passed.count() as u64;
        self.byte += ahead;
    }
}

/// The first line tells: whatever of the three stands there most often.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    let most = [',', ';', '\t'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(',');
    u8::try_from(most).unwrap_or(b',')
}

/// What each column holds, when the line is one of headings: it names at least two of them.
fn headings(record: &csv::StringRecord, words: &Words) -> Option<Vec<Option<usize>>> {
    let known = record.iter().map(|cell| words.columns.get(&cell.to_lowercase()).copied());
    let order: Vec<Option<usize>> = known.collect();
    (order.iter().flatten().count() >= 2).then_some(order)
}

fn line(number: u64, record: &csv::StringRecord, order: &[Option<usize>], words: &Words) -> Line {
    let cell = |column: usize| {
        let at = order.iter().position(|it| *it == Some(column));
        at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
    };
    let role = cell(3);
    let role = match role.as_str() {
        "" => Ok(Role::Requester),
        word => words.roles.get(&word.to_lowercase()).copied().ok_or(role),
    };
    Line { number, name: cell(0), email: cell(1), phone: cell(2), role, teams: cell(4) }
}

impl Line {
    /// What stands for the role, when it is none of ours.
    pub(super) fn unknown_role(&self) -> Option<&str> {
        self.role.as_ref().err().map(String::as_str)
    }

    /// The person it asks for, and what is not known of it.
    pub(super) fn person(&self, directory: &Directory) -> (NewPerson, Vec<Problem>) {
        let mut problems = Vec::new();
        let given = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
        if let Err(word) = &self.role {
            let message = format!("\"{word}\" is no role.");
            problems.push(Problem { field: "role".into(), code: "unknown", message });
        }
        let teams = teams(&self.teams, directory, &mut problems);
        let person = NewPerson {
            name: given(&self.name),
            email: given(&self.email),
            phone: given(&self.phone),
            role: self.role.clone().unwrap_or(Role::Requester),
            // What is no role has no teams that could be judged.
            teams: if self.role.is_ok() { teams } else { Vec::new() },
        };
        (person, problems)
    }
}

/// The teams of a cell: one name, or several with a bar, a semicolon or a comma between.
fn teams(cell: &str, directory: &Directory, problems: &mut Vec<Problem>) -> Vec<TeamId> {
    if cell.is_empty() {
        return Vec::new();
    }
    if let Some(team) = directory.team_named(cell) {
        return vec![team.id];
    }
    let names = cell.split(['|', ';', ',']).map(str::trim).filter(|name| !name.is_empty());
    let find = |name: &str| {
        let found = directory.team_named(name).map(|team| team.id);
        if found.is_none() {
            let message = format!("There is no team \"{name}\".");
            problems.push(Problem { field: "teams".into(), code: "unknown", message });
        }
        found
    };
    names.filter_map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<String> {
        let show = |it: &Line| {
            let role = it.role.as_ref().map_or_else(Clone::clone, ToString::to_string);
            format!("{} {}|{}|{}|{role}|{}", it.number, it.name, it.email, it.phone, it.teams)
        };
        read(text, &Words::of_both()).iter().map(show).collect()
    }

    #[test]
    fn tables_are_read_as_spreadsheets_write_them() {
        for (text, expected) in [
            ("", &[][..]),
            ("\n ; ;\n", &[]),
            ("Eva,eva@x,1,agent,A|B", &["1 Eva|eva@x|1|agent|A|B"]),
            (
                "Eva;eva@x\n\nIda;;;Leitung;\"A;B\"\n",
                &["1 Eva|eva@x||requester|", "3 Ida|||lead|A;B"],
            ),
            ("E-Mail-Adresse\tName\neva@x\tEva B", &["2 Eva B|eva@x||requester|"]),
            ("Role,EMAIL,other\r\nADMIN,eva@x,y\r\n", &["2 |eva@x||admin|"]),
            ("Name;Team\nEva;x", &["1 Name|Team||requester|", "2 Eva|x||requester|"]),
            ("Eva,eva@x,1,boss,A,too,many", &["1 Eva|eva@x|1|boss|A"]),
            ("\"Eva\nB\",eva@x\nIda,", &["1 Eva\nB|eva@x||requester|", "3 Ida|||requester|"]),
            ("\"never closed, x", &["1 never closed, x||||requester|"]),
        ] {
            let expected: Vec<String> =
                expected.iter().map(|it| it.replace("||||", "|||")).collect();
            assert_eq!(cells(text), expected, "{text}");
        }
    }
}
