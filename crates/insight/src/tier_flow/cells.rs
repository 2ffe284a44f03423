//! Where the sums of a ticket are kept: by day and by month of its creation, for the desk, for each
//! team that held it, for its service, and for both.

use super::{Flow, Sums, day, month_of};
use desk::ids::{ServiceId, TeamId};
use std::collections::{BTreeMap, BTreeSet};

/// How much time one cell is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// A day, counted from 1970-01-01.
    Day,
    /// A month, counted from January 1970.
    Month,
}

/// One place for sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Days or months.
    pub grain: Grain,
    /// Which.
    pub slot: i64,
    /// Of tickets this team held; none for all.
    pub team: Option<TeamId>,
    /// Of tickets about this service; none for all.
    pub service: Option<ServiceId>,
}

impl Flow {
    /// Every cell the ticket counts in.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        let day = day(self.created_at);
        let slots = [(Grain::Day, day), (Grain::Month, month_of(day))];
        let teams: Vec<Option<TeamId>> =
            std::iter::once(None).chain(self.teams().into_iter().map(Some)).collect();
        let service = self.service;
        slots.into_iter().flat_map(move |(grain, slot)| {
            teams.clone().into_iter().flat_map(move |team| {
                let services = std::iter::once(None).chain(service.map(Some));
                services.map(move |service| Cell { grain, slot, team, service })
            })
        })
    }
}

/// What has to be added to which cell.
#[derive(Debug, Clone, Default)]
pub struct Differences(BTreeMap<Cell, Sums>);

impl Differences {
    /// A ticket's flow has become another, or its first.
    pub fn note(&mut self, before: Option<&Flow>, after: &Flow) {
        if before == Some(after) {
            return;
        }
        // What is confidential is nowhere: it comes and goes as tickets do.
        let before = before.filter(|flow| !flow.confidential);
        let after = Some(after).filter(|flow| !flow.confidential);
        let come = after.map(|flow| Sums::of(flow, 1)).unwrap_or_default();
        let gone = before.map(|flow| Sums::of(flow, -1)).unwrap_or_default();
        let mut change = come.clone();
        change.merge(&gone);
        let was: BTreeSet<Cell> = before.into_iter().flat_map(Flow::cells).collect();
        let is: BTreeSet<Cell> = after.into_iter().flat_map(Flow::cells).collect();
        for cell in was.union(&is) {
            let more = match (was.contains(cell), is.contains(cell)) {
                (true, true) => &change,
                (true, false) => &gone,
                (false, _) => &come,
            };
            if *more != Sums::default() {
                self.0.entry(*cell).or_default().merge(more);
            }
        }
    }

    /// The cells in order, without those that stay as they are.
    pub fn into_cells(self) -> impl Iterator<Item = (Cell, Sums)> {
        self.0.into_iter().filter(|(_, sums)| *sums != Sums::default())
    }
}
