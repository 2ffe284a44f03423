//! Where somebody is signed in, and how they end that from here.

use super::device;
use super::{Done, go};
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::session::{SESSIONS_OF_PERSON_MAX, Viewer, is_live};
use crate::pages::shown::When;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use data_encoding::HEXLOWER;
use desk::ids::PersonId;
use desk::refusal::Refusal;
use store::db::{DbError, Tx};
use store::queries::sessions::{self, SessionRow};

/// How many bytes of a digest name a session in an address: enough for the few of one person.
const NAME_BYTES: usize = 8;

/// A browser somebody is signed in with.
pub(crate) struct Device {
    pub(crate) id: String,
    /// What it is, in plain words.
    pub(crate) name: String,
    pub(crate) since: When,
    pub(crate) seen: When,
    /// Whether it is the one that shows the page.
    pub(crate) is_here: Option<()>,
}

/// What a session is called in an address.
fn name(digest: &[u8]) -> String {
    HEXLOWER.encode(&digest[..digest.len().min(NAME_BYTES)])
}

/// A person's sessions with their digests, ended ones among them.
pub(super) fn read(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<Vec<(Vec<u8>, SessionRow)>, DbError> {
    sessions::of_person(tx, person, SESSIONS_OF_PERSON_MAX)
}

/// Those that go on, the one of the page before all others.
pub(super) fn devices(
    page: &Page,
    viewer: &Viewer,
    sessions: Vec<(Vec<u8>, SessionRow)>,
) -> Vec<Device> {
    let live = sessions.into_iter().filter(|(_, row)| is_live(row, page.now));
    let device = |(digest, row): (Vec<u8>, SessionRow)| Device {
        id: name(&digest),
        name: device::words(page, &row.device),
        since: When::exact(page, row.created_at),
        seen: When::exact(page, row.seen_at),
        is_here: (digest == viewer.digest).then_some(()),
    };
    let mut devices: Vec<Device> = live.map(device).collect();
    devices.sort_by_key(|device| device.is_here.is_none());
    devices
}

/// Ends one of the viewer's own sessions. Whatever else is asked for is not there.
pub(super) async fn end(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (by, me) = (viewer.by(page.now), viewer.id());
    answer::write(&app, by, move |ledger| {
        let own = read(ledger.tx(), me)?;
        let found = own.iter().find(|(digest, _)| name(digest) == id);
        let (digest, _) = found.ok_or_else(|| Refusal::not_found("session"))?;
        Ok(sessions::end(ledger.tx(), digest)?)
    })
    .await?;
    Ok(go(Done::Device))
}

/// Ends all of the viewer's sessions but this one.
pub(super) async fn end_others(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
) -> Result<Response, PageError> {
    answer::write(&app, viewer.by(page.now), move |ledger| {
        Ok(sessions::end_others(ledger.tx(), viewer.id(), &viewer.digest)?)
    })
    .await?;
    Ok(go(Done::Devices))
}
