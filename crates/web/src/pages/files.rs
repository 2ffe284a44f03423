//! Files on pages: how a form brings them, how a message shows them, and where they are.
//!
//! A form with files has `enctype="multipart/form-data"` and the picker of `parts/files.html`. Its
//! handler takes [`WithFiles`] in place of `Form`: the files are uploads of the viewer by then, and
//! their numbers stand in the form's `attachments`. When the command is refused, the page shows
//! them again ([`chosen`]), so that nothing has to be uploaded twice. With the script they are
//! uploaded as soon as they are chosen, and the form brings their numbers alone.

mod form;

pub(super) use form::texts;
pub(crate) use form::{Brought, WithFiles};

use super::answer;
use super::error::PageError;
use super::page::Page;
use super::session::Viewer;
use crate::app::App;
use crate::files::access::readable;
use crate::files::{is_picture, outgoing};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use desk::attachment::{Attachment, Usage, Why};
use desk::ids::{AttachmentId, PersonId};
use store::attachments;
use store::db::Tx;
use store::{By, Failure, Ledger};

/// Largest picture that is shown small in a list, in bytes: it is sent whole.
const PREVIEW_BYTES_MAX: i64 = 2 * 1024 * 1024;

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// Where it is.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) name: String,
    /// How long it is, in words.
    pub(crate) size: String,
    /// What stands before it.
    pub(crate) sign: Sign,
}

/// What stands before the name of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The picture itself, small.
    Preview,
    /// A drawing.
    Icon(&'static str),
}

/// A file that a form brings, or could not bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Its number; none when it was turned away.
    pub(crate) id: Option<AttachmentId>,
    /// What it is called.
    pub(crate) name: String,
    /// How long it is, in words; empty when it was turned away.
    pub(crate) size: String,
    /// Why it was turned away: the key of the words.
    pub(crate) why: Option<&'static str>,
}

/// The files of a message, ready to be shown.
pub(crate) fn attached(page: &Page, files: &[Attachment]) -> Vec<Attached> {
    let attached = |file: &Attachment| Attached {
        href: format!("/attachments/{}", file.id),
        name: file.name.as_str().to_owned(),
        size: page.format.bytes(file.size),
        sign: sign(&file.content_type, file.size),
    };
    files.iter().map(attached).collect()
}

fn sign(content_type: &str, size: i64) -> Sign {
    match content_type {
        kind if is_picture(kind) && size <= PREVIEW_BYTES_MAX => Sign::Preview,
        kind if kind.starts_with("image/") => Sign::Icon("image"),
        _ => Sign::Icon("file"),
    }
}

/// The files that a form brings, to be shown in it again: those of the viewer that wait for a
/// message, and those that were turned away.
///
/// # Errors
/// That the database cannot be read.
pub(crate) fn chosen(
    tx: &mut Tx<'_>,
    page: &Page,
    ids: &[AttachmentId],
    brought: &Brought,
) -> Result<Vec<Chosen>, Failure> {
    let viewer = page.viewer.as_ref().map(Viewer::id);
    let mut chosen = Vec::new();
    for offered in attachments::offer(tx, ids)? {
        let Some(found) = offered.found.filter(|found| found.uploader == viewer) else { continue };
        if found.usage == Usage::Used || viewer.is_none() {
            continue;
        }
        let name = found.file.name.as_str().to_owned();
        let size = page.format.bytes(found.file.size);
        chosen.push(Chosen { id: Some(offered.id), name, size, why: None });
    }
    let turned = brought.turned_away.iter().map(|(name, why)| {
        let (name, why) = (name.clone(), Some(why_key(*why)));
        Chosen { id: None, name, size: String::new(), why }
    });
    chosen.extend(turned);
    Ok(chosen)
}

fn why_key(why: Why) -> &'static str {
    match why {
        Why::TooLarge => "file-too-large",
        Why::TooMany => "file-too-many",
        Why::NotTaken => "file-failed",
    }
}

/// As [`answer::write`] for a form that brings files: refused when one of them was turned away.
///
/// # Errors
/// The closure's own, for a form to show: [`Failure::Refused`] says what to put right.
pub(crate) async fn write<T: Send + 'static>(
    app: &App,
    by: By,
    brought: &Brought,
    closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match brought.refusal() {
        Some(refusal) => Err(refusal.into()),
        None => answer::write(app, by, closure).await,
    }
}

/// `/attachments/{id}`: the file, for whoever may read it.
pub(super) async fn show(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    // `+7` and `007` are no addresses of 7.
    let number = id.parse::<i64>().ok().filter(|number| number.to_string() == id);
    let id = AttachmentId(number.ok_or_else(PageError::not_found)?);
    let person: PersonId = viewer.id();
    let found = answer::read(&app, move |desk| readable(desk, person, id)).await?;
    let found = found.ok_or_else(PageError::not_found)?;
    outgoing::answer(&app, &found, &headers).map_err(|_| PageError::Other(StatusCode::BAD_REQUEST))
}
