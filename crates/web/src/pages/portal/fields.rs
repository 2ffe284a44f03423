//! What was filled into a form of the portal.

use crate::pages::files::{self, Brought, Chosen};
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use desk::ids::AttachmentId;
use store::Failure;
use store::db::{DbError, Tx};

/// What is shown again of a form that was refused.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// The words.
    pub(super) body: String,
    /// The files that were taken and wait.
    pub(super) attachments: Vec<AttachmentId>,
    /// What became of those that came with it.
    pub(super) brought: Brought,
    /// What stands in the way.
    pub(super) problems: Problems,
}

impl Filled {
    /// Its files, to be shown again.
    pub(super) fn chosen(&self, tx: &mut Tx<'_>, page: &Page) -> Result<Vec<Chosen>, Failure> {
        files::chosen(tx, page, &self.attachments, &self.brought)
    }
}

/// What was typed: lines end with one character, and there is none that no database keeps.
pub(super) fn typed(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\0', "")
}

/// What the files of a form are known by when it is sent again: their content, as those that were
/// uploaded twice have two numbers.
pub(super) fn contents(
    tx: &mut Tx<'_>,
    attachments: &[AttachmentId],
) -> Result<Vec<String>, DbError> {
    let offered = store::attachments::offer(tx, attachments)?;
    let found = offered.into_iter().filter_map(|it| it.found);
    Ok(found.map(|found| format!("{:?} {}", found.file.sha256, found.file.name.as_str())).collect())
}
