//! From a row of the store to one of the page, and which rows stand together.

use crate::api::names::{MASKED, is_kept_back};
use crate::pages::page::Page;
use crate::pages::shown::{Avatar, Row, Since, StatusMark, Taking, Way, When};
use desk::access::{Action, Relation, allows, role_of};
use desk::directory::Directory;
use desk::ids::{PersonId, TeamId};
use desk::ticket::hold;
use desk::time::Timestamp;
use desk::values::WaitReason;
use store::queries::lists::{ListRow, Sort};

/// Rows under one heading.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

/// What rows are written with.
pub(super) struct Writer<'a> {
    pub(super) page: &'a Page,
    pub(super) directory: &'a Directory,
    pub(super) viewer: PersonId,
    /// What the list is sorted by: that instant shows.
    pub(super) sort: Sort,
}

impl Writer<'_> {
    /// The rows in their order, under the headings of what they are sorted by.
    pub(super) fn sections(&self, rows: &[ListRow]) -> Vec<Section> {
        let mut sections = Vec::<Section>::new();
        for row in rows {
            let title = self.heading(row);
            match sections.last_mut().filter(|section| section.title == title) {
                Some(section) => section.rows.push(self.row(row)),
                None => sections.push(Section { title, rows: vec![self.row(row)] }),
            }
        }
        sections
    }

    fn heading(&self, row: &ListRow) -> String {
        let page = self.page;
        let day = |at| page.format.day(at, page.now);
        match self.sort {
            Sort::Priority => page.text("desk-priority").with("n", row.priority).to_string(),
            Sort::Created => day(row.created_at),
            Sort::Updated => day(row.updated_at),
            Sort::Wake | Sort::Due => day(Timestamp(row.key)),
        }
    }

    /// One row.
    pub(super) fn row(&self, row: &ListRow) -> Row {
        let directory = self.directory;
        let team = directory.team(row.team).map(|team| team.name.clone()).unwrap_or_default();
        let service = row.service.and_then(|id| directory.services.get(&id));
        let (id, name, _) = &row.requester;
        let kept_back = is_kept_back(directory, directory.sight(self.viewer), *id);
        let requester = if kept_back { MASKED } else { name.as_str() };
        let (wait, until) = (row.waiting.map(|it| it.on), row.waiting.and_then(|it| it.until));
        let holder = match &row.assignee {
            Some((id, name, _)) => Avatar::person(id.0, name),
            None => Avatar::nobody(),
        };
        Row {
            number: row.number.0,
            href: format!("/desk/tickets/{}", row.number),
            kind: row.kind,
            priority: u8::try_from(row.priority).unwrap_or_default(),
            subject: row.subject.clone(),
            is_unanswered: row.status.is_live() && row.glance.unanswered_since.is_some(),
            messages: Some(row.glance.messages).filter(|n| *n > 1),
            files: Some(row.glance.files).filter(|n| *n > 0),
            requester: requester.to_owned(),
            service: service.map(|service| service.name.clone()).unwrap_or_default(),
            tier: u8::try_from(row.tier).unwrap_or_default(),
            step: row.glance.moved.and_then(step),
            bounces: Some(row.glance.returns).filter(|n| *n > 1),
            holder,
            agent: row.assignee.as_ref().map(|(_, name, _)| name.clone()),
            team,
            taking: self.taking(row),
            state: StatusMark::new(self.page, row.status, wait, until),
            due: None,
            since: self.since(row, wait, until),
            is_here: false,
        }
    }

    /// How the viewer makes it theirs: at once where their team holds it, else with a reason.
    fn taking(&self, row: &ListRow) -> Taking {
        let is_mine = row.assignee.as_ref().is_some_and(|(id, ..)| *id == self.viewer);
        if !row.status.is_live() || is_mine {
            Taking::Not
        } else if works_for(self.directory, self.viewer, row.team) {
            Taking::AtOnce
        } else {
            Taking::WithReason
        }
    }

    /// The instant that matters most: what the list is sorted by, an answer that is owed, a rest
    /// that ends, else the last change.
    fn since(&self, row: &ListRow, wait: Option<WaitReason>, until: Option<Timestamp>) -> Since {
        let unanswered = row.glance.unanswered_since.filter(|_| row.status.is_live());
        // A follow-up's date stands in its status already.
        let until = until.filter(|_| wait != Some(WaitReason::Date) || self.sort == Sort::Wake);
        let (key, at) = match (self.sort, unanswered, until) {
            (Sort::Created, ..) => ("since-creation", row.created_at),
            (Sort::Updated, ..) => ("since-change", row.updated_at),
            (_, Some(at), _) => ("since-question", at),
            (_, None, Some(at)) => ("since-until", at),
            (_, None, None) => ("since-change", row.updated_at),
        };
        Since { what: self.page.text(key).to_string(), when: When::brief(self.page, at) }
    }
}

/// Sideways is no step.
fn step(way: hold::Way) -> Option<Way> {
    match way {
        hold::Way::Up => Some(Way::Up),
        hold::Way::Down => Some(Way::Down),
        hold::Way::Sideways => None,
    }
}

/// Whether somebody may work on what this team holds, as far as the team alone tells.
pub(super) fn works_for(directory: &Directory, person: PersonId, team: TeamId) -> bool {
    let Some(agent) = directory.agent(person) else { return false };
    let relation = match directory.is_outside(agent) {
        _ if agent.teams.contains(&team) => Relation::Holder,
        true => Relation::Foreign,
        false if directory.is_provider_team(team) => Relation::ProviderHeld,
        false => Relation::Inside,
    };
    allows(role_of(directory, person), relation, Action::Work)
}
