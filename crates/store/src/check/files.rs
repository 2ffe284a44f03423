//! Files: every content is the one that was taken in, and every file an event names is there.

use super::Findings;
use crate::db::{DbError, Tx};
use crate::queries::{attachments, blobs};
use desk::attachment::Attachment;
use sha2::{Digest, Sha256};

/// Contents looked up at a time; their chunks are read one by one.
const BLOBS_AT_A_TIME: i64 = 500;

/// What the events of one ticket name, compared with what is kept of it.
pub(super) fn check_named(
    tx: &mut Tx<'_>,
    (number, seq): (i64, i64),
    file: &Attachment,
    findings: &mut Findings,
) -> Result<(), DbError> {
    findings.files += 1;
    let row = attachments::read(tx, file.id)?;
    let blob = match &row {
        Some(row) => blobs::read(tx, row.blob)?,
        None => None,
    };
    let wrong = match (row, blob) {
        (None, _) | (_, None) => "is gone",
        (Some(row), _) if row.used_by != Some((number, seq)) => "is kept under another event",
        (Some(row), _) if row.size != file.size || row.sha256 != file.sha256.0 => {
            "is not the one the event names"
        }
        (_, Some(blob)) if blob.expires_at.is_some() => "would be swept away",
        (Some(_), Some(_)) => return Ok(()),
    };
    let id = file.id;
    findings.add(format!("ticket #{number}, event {seq}: attachment {id} {wrong}"));
    Ok(())
}

/// Every whole content has the length and the digest it came with; no upload says of itself that it
/// went with an event which does not name it.
pub(super) fn check(tx: &mut Tx<'_>, findings: &mut Findings) -> Result<(), DbError> {
    let used = attachments::used(tx)?;
    if used != i64::try_from(findings.files).unwrap_or(i64::MAX) {
        let named = findings.files;
        findings.add(format!("{used} attachments are in use, but events name {named}"));
    }
    let mut after = 0;
    loop {
        let page = blobs::after(tx, after, BLOBS_AT_A_TIME)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for blob in page {
            let Some(size) = blob.size else { continue };
            if measured(tx, blob.id)? != (size, blob.sha256.unwrap_or_default()) {
                findings.add(format!("content {} is not the one that was taken in", blob.id));
            }
        }
    }
}

/// Length and digest of the chunks there are.
fn measured(tx: &mut Tx<'_>, blob: i64) -> Result<(i64, Vec<u8>), DbError> {
    let (mut hash, mut size, mut n) = (Sha256::new(), 0, 0);
    while let Some(chunk) = blobs::chunk(tx, blob, n)? {
        hash.update(&chunk);
        size += i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        n += 1;
    }
    Ok((size, hash.finalize().to_vec()))
}
