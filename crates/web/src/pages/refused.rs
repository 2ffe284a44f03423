//! What a refused command says, beside the fields it is about.

use super::page::Page;
use super::texts;
use desk::refusal::{Problem, Refusal};

/// What is wrong with a form: by field, and as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Problems {
    whole: Option<String>,
    fields: Vec<(String, String)>,
}

impl Problems {
    /// Nothing, as of a form nobody has sent yet.
    pub(crate) fn none() -> Problems {
        Problems::default()
    }

    /// What a refusal says, in the reader's language.
    pub(crate) fn of(page: &Page, refusal: &Refusal) -> Problems {
        let problems = refusal.problems.iter();
        let fields = problems.map(|problem| (problem.field.clone(), words(page, problem)));
        Problems { whole: Some(page.refusal(refusal)), fields: fields.collect() }
    }

    /// One thing that is wrong with one field.
    pub(crate) fn at_field(whole: String, field: &str, words: String) -> Problems {
        Problems { whole: Some(whole), fields: vec![(field.to_owned(), words)] }
    }

    /// The same under other words for the whole.
    #[must_use]
    pub(crate) fn titled(self, whole: String) -> Problems {
        Problems { whole: Some(whole), ..self }
    }

    /// What stands over the form.
    pub(crate) fn whole(&self) -> Option<&str> {
        self.whole.as_deref()
    }

    /// What stands beside this field.
    pub(crate) fn at(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, words)| words.as_str())
    }

    /// What concerns fields that the form does not show, to stand over it.
    pub(crate) fn elsewhere<'s>(&self, shown: impl AsRef<[&'s str]>) -> Vec<&str> {
        let shown = shown.as_ref();
        let hidden = self.fields.iter().filter(|(name, _)| !shown.contains(&name.as_str()));
        hidden.map(|(_, words)| words.as_str()).collect()
    }
}

/// The most particular words there are: of this field and code, of this code, of the desk itself.
fn words(page: &Page, problem: &Problem) -> String {
    let code = problem.code.replace('_', "-");
    let field = problem.field.replace(['_', '.'], "-");
    let keys = [format!("problem-{field}-{code}"), format!("problem-{code}")];
    let known = keys.into_iter().find(|key| texts::exists(page.format.language, key));
    known.map_or_else(|| problem.message.clone(), |key| page.text(key).to_string())
}
