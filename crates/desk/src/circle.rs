//! Whom a requester shares their requests with, and who looks after a department's.

use crate::directory::Directory;
use crate::ids::{OrganisationId, PersonId};
use crate::values::Shares;
use std::collections::BTreeSet;

/// Where a person belongs, and with whom they share their requests. As it is now: whoever moves to
/// another department takes their requests along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// Their organisation.
    pub organisation: Option<OrganisationId>,
    /// Their department within it, as departments are compared: folded.
    pub department: Option<String>,
    /// Whom among their own people they share with.
    pub shares: Shares,
    /// People they have named, wherever those belong.
    pub with: BTreeSet<PersonId>,
}

impl Default for Circle {
    fn default() -> Self {
        Circle { organisation: None, department: None, shares: Shares::Own, with: BTreeSet::new() }
    }
}

impl Circle {
    /// True of somebody nothing is known of: no rule needs to keep them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Circle::default()
    }

    fn is_of_the_organisation(&self, other: &Circle) -> bool {
        self.organisation.is_some() && self.organisation == other.organisation
    }

    fn is_of_the_department(&self, other: &Circle) -> bool {
        let same = self.department.is_some() && self.department == other.department;
        same && self.organisation == other.organisation
    }
}

/// A department as it is compared: in lower case, its words one space apart.
#[must_use]
pub fn folded(department: &str) -> String {
    department.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Directory {
    /// True when this requester shares their requests with that person.
    #[must_use]
    pub fn shares_with(&self, requester: PersonId, person: PersonId) -> bool {
        let Some(circle) = self.circles.get(&requester) else { return false };
        let same = |is: fn(&Circle, &Circle) -> bool| {
            self.circles.get(&person).is_some_and(|other| is(circle, other))
        };
        circle.with.contains(&person)
            || match circle.shares {
                Shares::Own => false,
                Shares::Department => same(Circle::is_of_the_department),
                Shares::Organisation => same(Circle::is_of_the_organisation),
            }
    }

    /// True when this person looks after the requests of the requester's department.
    #[must_use]
    pub fn views_department_of(&self, viewer: PersonId, requester: PersonId) -> bool {
        let circle = |person| self.circles.get(&person);
        self.viewers.contains(&viewer)
            && circle(viewer)
                .zip(circle(requester))
                .is_some_and(|(viewer, of)| viewer.is_of_the_department(of))
    }
}
