//! A file on its way in: measured and written chunk by chunk while it comes, never held as a whole.

use crate::app::App;
use crate::limits::{BODY_WAIT, FILE_BYTES_MAX};
use crate::problem::{Problem, unavailable};
use axum::http::StatusCode;
use desk::ids::{AttachmentId, PersonId};
use desk::time::Timestamp;
use std::sync::Arc;
use store::attachments;
use store::blobs::{self, BlobId, Chunk, Content, Incoming};
use store::db::Tx;
use store::{Failure, Store};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;

/// Why a file did not come in.
#[derive(Debug)]
pub(crate) enum Broken {
    /// It is larger than [`FILE_BYTES_MAX`].
    TooLarge,
    /// The body stopped coming.
    TooSlow,
    /// The body ended before its end, or cannot be read.
    Cut,
    /// Too many are on their way.
    Busy,
    /// The desk did not take it.
    Failed(Failure),
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Broken::Failed(failure)
    }
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::TooLarge => too_large(),
            Broken::TooSlow => {
                let detail = "The body did not come in time.";
                Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", detail)
            }
            Broken::Cut => Problem::unreadable("unreadable", "The body ended before its end."),
            Broken::Busy => unavailable(),
            Broken::Failed(failure) => failure.into(),
        }
    }
}

/// 413.
pub(crate) fn too_large() -> Problem {
    let most = FILE_BYTES_MAX / (1024 * 1024);
    let detail = format!("A file has at most {most} MiB ({FILE_BYTES_MAX} bytes).");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
}

/// Waits for the next piece of a body, not for ever.
pub(crate) async fn in_time<T>(piece: impl Future<Output = T>) -> Result<T, Broken> {
    timeout(BODY_WAIT, piece).await.map_err(|_| Broken::TooSlow)
}

/// A file that comes.
pub(crate) struct Upload {
    store: Store,
    now: Timestamp,
    incoming: Incoming,
    blob: Option<BlobId>,
    _place: OwnedSemaphorePermit,
}

/// A file that has come, but for its last chunk and its place among the uploads.
pub(crate) struct Come {
    now: Timestamp,
    blob: Option<BlobId>,
    last: Option<Chunk>,
    content: Content,
}

impl Upload {
    /// Begins one; what is small is written with its end alone.
    pub(crate) fn begin(app: &App) -> Result<Upload, Broken> {
        let place = Arc::clone(app.uploads()).try_acquire_owned().map_err(|_| Broken::Busy)?;
        let (store, now) = (app.store().clone(), app.now());
        Ok(Upload { store, now, incoming: Incoming::new(), blob: None, _place: place })
    }

    /// Takes what has come; waits until it is written.
    pub(crate) async fn push(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let chunks = self.incoming.push(bytes);
        if self.incoming.size() > FILE_BYTES_MAX {
            return Err(Broken::TooLarge);
        }
        for chunk in chunks {
            let (begun, now) = (self.blob, self.now);
            let blob = write(&self.store, move |tx| {
                let blob = begun.map_or_else(|| blobs::begin(tx, now), Ok)?;
                blobs::append(tx, blob, &chunk)?;
                Ok(blob)
            });
            self.blob = Some(blob.await?);
        }
        Ok(())
    }

    /// There is no more.
    pub(crate) fn end(mut self) -> Come {
        let incoming = std::mem::take(&mut self.incoming);
        let (last, content) = incoming.end();
        Come { now: self.now, blob: self.blob.take(), last, content }
    }
}

/// What broke off is removed with the next sweep.
impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(blob) = self.blob {
            let now = self.now;
            let give_up = move |tx: &mut Tx<'_>| blobs::give_up(tx, blob, now);
            self.store.db().submit(give_up, drop);
        }
    }
}

impl Come {
    /// Its length and digest.
    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    /// Makes it an upload of this person.
    pub(crate) fn keep(
        &self,
        tx: &mut Tx<'_>,
        name: &str,
        person: PersonId,
    ) -> Result<AttachmentId, Failure> {
        let blob = self.blob.map_or_else(|| blobs::begin(tx, self.now), Ok)?;
        if let Some(last) = &self.last {
            blobs::append(tx, blob, last)?;
        }
        let taken = blobs::finish(tx, blob, &self.content, self.now)?;
        attachments::add(tx, &taken, name, Some(person))
    }
}

/// Writes and waits for the commit.
pub(crate) async fn write<T: Send + 'static>(
    store: &Store,
    closure: impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (done, answer) = oneshot::channel();
    store.db().submit(closure, move |written| drop(done.send(written)));
    answer.await.map_err(Failure::fault)?
}
