//! What is done from a list: one ticket taken, or the same with all that are selected. Each answers
//! by itself; what was done can be undone.

use crate::app::App;
use crate::limits::BULK_MAX;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use desk::ids::{PersonId, TicketNumber};
use desk::refusal::{Class, Refusal};
use desk::ticket::Command;
use desk::ticket::assign::Assign;
use desk::ticket::release::Release;
use desk::ticket::take::Take;
use store::{By, Failure, Ledger};

/// What a form of the list asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wish {
    Take(Vec<TicketNumber>),
    Assign(Vec<TicketNumber>, PersonId),
    /// Back to who had each.
    Undo(Vec<(TicketNumber, Option<PersonId>)>),
}

/// Why nothing was done: the key of the words.
type Senseless = &'static str;

/// What came of it, for the page to tell.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) done: Option<String>,
    /// What undoes it.
    pub(super) undo: Option<String>,
    /// Which were not done, and why.
    pub(super) refused: Vec<(Option<i64>, String)>,
}

/// How each ticket answered: who had it before, or why not.
type Answers = Vec<(TicketNumber, Result<Option<PersonId>, Refusal>)>;

/// Does what the form asks for.
///
/// # Errors
/// That the desk cannot be written to. What a person can put right is told.
pub(super) async fn act(
    app: &App,
    page: &Page,
    by: By,
    fields: &[(String, String)],
) -> Result<Told, PageError> {
    let wish = match Wish::of(fields) {
        Ok(wish) => wish,
        Err(key) => {
            let refused = vec![(None, page.text(key).to_string())];
            return Ok(Told { refused, ..Told::default() });
        }
    };
    let doing = wish.clone();
    let answers = answer::write(app, by, move |ledger| all(ledger, &doing)).await?;
    Ok(told(page, &wish, answers))
}

impl Wish {
    fn of(fields: &[(String, String)]) -> Result<Wish, Senseless> {
        let value = |name: &str| {
            let found = fields.iter().find(|(it, _)| it == name);
            found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        let number = |text: &str| text.parse().map(TicketNumber).ok();
        if let Some(undo) = value("undo") {
            let each = undo.split_whitespace().filter_map(|it| it.split_once('-'));
            let each = each.filter_map(|(ticket, had)| {
                let had = had.parse().ok().filter(|id| *id > 0).map(PersonId);
                Some((number(ticket)?, had))
            });
            return Ok(Wish::Undo(each.take(BULK_MAX).collect()));
        }
        if let Some(one) = value("take") {
            return Ok(Wish::Take(number(one).into_iter().collect()));
        }
        let picked = fields.iter().filter(|(name, _)| name == "pick");
        let picked: Vec<_> = picked.filter_map(|(_, value)| number(value)).collect();
        match (value("do"), value("agent").and_then(|id| id.parse().ok())) {
            _ if picked.is_empty() => Err("bulk-nothing"),
            _ if picked.len() > BULK_MAX => Err("bulk-too-many"),
            (Some("take"), _) => Ok(Wish::Take(picked)),
            (Some("assign"), Some(agent)) => Ok(Wish::Assign(picked, PersonId(agent))),
            (Some("assign"), None) => Err("bulk-nobody"),
            (_, _) => Err("bulk-what"),
        }
    }

    /// The numbers, each once, with what is done to it.
    fn commands(&self) -> Vec<(TicketNumber, Command)> {
        let mut commands: Vec<(TicketNumber, Command)> = match self {
            Wish::Take(numbers) => {
                numbers.iter().map(|number| (*number, Take::default().into())).collect()
            }
            Wish::Assign(numbers, agent) => {
                let assign = Assign { agent: Some(*agent) };
                numbers.iter().map(|number| (*number, assign.into())).collect()
            }
            Wish::Undo(each) => each
                .iter()
                .map(|(number, had)| match had {
                    Some(agent) => (*number, Assign { agent: Some(*agent) }.into()),
                    None => (*number, Release.into()),
                })
                .collect(),
        };
        commands.sort_by_key(|(number, _)| *number);
        commands.dedup_by_key(|(number, _)| *number);
        commands
    }
}

fn all(ledger: &mut Ledger<'_, '_>, wish: &Wish) -> Result<Answers, Failure> {
    let each =
        wish.commands().into_iter().map(|(number, command)| match one(ledger, number, command) {
            Ok(had) => Ok((number, Ok(had))),
            Err(Failure::Refused(refusal)) => Ok((number, Err(refusal))),
            Err(failure @ (Failure::Stale { .. } | Failure::Db(_))) => Err(failure),
        });
    each.collect()
}

fn one(
    ledger: &mut Ledger<'_, '_>,
    number: TicketNumber,
    command: Command,
) -> Result<Option<PersonId>, Failure> {
    let had = ledger.ticket(number)?.assignee;
    ledger.act(number, command)?;
    Ok(had)
}

fn told(page: &Page, wish: &Wish, answers: Answers) -> Told {
    let mut told = Told::default();
    let mut done = Vec::new();
    for (number, answer) in answers {
        match answer {
            Ok(had) => done.push((number, had)),
            Err(refusal) => told.refused.push((Some(number.0), why(page, &refusal))),
        }
    }
    let Some((first, _)) = done.first() else { return told };
    let (key, can_be_undone) = match wish {
        Wish::Take(_) => ("bulk-taken", true),
        Wish::Assign(..) => ("bulk-assigned", true),
        Wish::Undo(_) => ("bulk-undone", false),
    };
    let n = i64::try_from(done.len()).unwrap_or(i64::MAX);
    told.done = Some(page.text(key).with("n", n).with("number", first.to_string()).to_string());
    if can_be_undone {
        let each =
            done.iter().map(|(number, had)| format!("{number}-{}", had.map_or(0, |it| it.0)));
        told.undo = Some(each.collect::<Vec<_>>().join(" "));
    }
    told
}

/// Why a ticket was left as it is, in the words that say most.
fn why(page: &Page, refusal: &Refusal) -> String {
    match refusal.class {
        Class::Forbidden => page.text("bulk-not-yours").to_string(),
        Class::NotFound => page.text("bulk-not-there").to_string(),
        Class::Conflict | Class::Unprocessable => {
            let problems = Problems::of(page, refusal);
            let first = problems.elsewhere([]).first().map(|words| (*words).to_owned());
            first.unwrap_or_else(|| page.refusal(refusal))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_one_thing() {
        let wish = |fields: &[(&str, &str)]| {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Wish::of(&fields.iter().map(owned).collect::<Vec<_>>())
        };
        let (seven, eight) = (TicketNumber(7), TicketNumber(8));
        let picked = [("pick", "7"), ("pick", "8"), ("pick", "x")];
        assert_eq!(wish(&[("take", "7"), ("pick", "8")]), Ok(Wish::Take(vec![seven])));
        let with = |more: &[(&'static str, &'static str)]| wish(&[&picked[..], more].concat());
        assert_eq!(with(&[("do", "take")]), Ok(Wish::Take(vec![seven, eight])));
        let assigned = Wish::Assign(vec![seven, eight], PersonId(3));
        assert_eq!(with(&[("do", "assign"), ("agent", "3")]), Ok(assigned));
        assert_eq!(with(&[("do", "assign"), ("agent", "")]), Err("bulk-nobody"));
        assert_eq!(with(&[("do", "eat")]), Err("bulk-what"));
        assert_eq!(wish(&[("do", "take")]), Err("bulk-nothing"));
        let many: Vec<_> = (0..=BULK_MAX).map(|_| ("pick", "1")).chain([("do", "take")]).collect();
        assert_eq!(wish(&many), Err("bulk-too-many"));
        let undo = Wish::Undo(vec![(seven, None), (eight, Some(PersonId(3)))]);
        assert_eq!(wish(&[("undo", "7-0 8-3 x 9")]), Ok(undo));
        assert_eq!(Wish::Take(vec![eight, seven, eight]).commands().len(), 2, "each once");
    }
}
