//! What the page shows, read in one snapshot.

use super::super::nav::{self, Counted};
use super::super::session::Viewer;
use super::asked::Asked;
use desk::directory::Directory;
use desk::ids::{ServiceId, TicketNumber};
use desk::values::Tier;
use insight::tier_flow::{Flow, Sums};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use store::reports::{self, Backlog};
use store::{Failure, Snapshot};

/// The newest tickets with ping-pong that are looked through for examples.
const EXAMPLES_SOUGHT: i64 = 400;

/// All of it.
pub(super) struct Data {
    pub(super) counted: Counted,
    pub(super) directory: Arc<Directory>,
    /// The sums of each step.
    pub(super) steps: Vec<(Range<i64>, Sums)>,
    /// All of them.
    pub(super) sums: Sums,
    pub(super) medians_s: BTreeMap<Tier, f64>,
    /// The same of as many days before.
    pub(super) before: Option<(Sums, BTreeMap<Tier, f64>)>,
    pub(super) services: BTreeMap<ServiceId, Sums>,
    pub(super) backlog: Backlog,
    pub(super) ping_pong: Vec<(TicketNumber, Flow)>,
}

/// Reads it. Who may is asked before.
pub(super) fn read(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    asked: &Asked,
) -> Result<Data, Failure> {
    let counted = nav::count(desk, viewer)?;
    let directory = Arc::clone(&desk.directory);
    let (selection, tx) = (asked.selection(), &mut *desk.tx);
    let (mut steps, mut sums) = (Vec::new(), Sums::default());
    for (days, step) in asked.steps() {
        let own = reports::sums(tx, &step)?;
        sums.merge(&own);
        steps.push((days, own));
    }
    let medians_s = reports::medians_s(tx, &selection, &sums)?;
    let before = match asked.selection_before() {
        Some(selection) => {
            let sums = reports::sums(tx, &selection)?;
            let medians = reports::medians_s(tx, &selection, &sums)?;
            Some((sums, medians))
        }
        None => None,
    };
    let services = match asked.service {
        Some(_) => BTreeMap::new(),
        None => reports::by_service(tx, &selection)?,
    };
    let backlog = reports::backlog(tx, &asked.days, asked.service)?;
    let ping_pong = match sums.counts.ping_pongs {
        0 => Vec::new(),
        _ => reports::with_ping_pong(tx, &selection, EXAMPLES_SOUGHT)?,
    };
    Ok(Data { counted, directory, steps, sums, medians_s, before, services, backlog, ping_pong })
}
