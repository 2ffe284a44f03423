//! Every limit of the domain, with its name. Lengths are counted in characters.

/// Longest subject of a ticket.
pub const SUBJECT_MAX: usize = 300;
/// Longest message, note, finding, question or solution.
pub const BODY_MAX: usize = 200_000;
/// Longest reason.
pub const REASON_MAX: usize = 4_000;
/// Longest name of a person, team or service, and longest address.
pub const NAME_MAX: usize = 200;
/// Most files that go with a message.
pub const ATTACHMENTS_MAX: usize = 20;
/// Longest name of a file.
pub const FILE_NAME_MAX: usize = 150;
/// Most tags on a ticket.
pub const TAGS_MAX: usize = 50;
/// Longest tag.
pub const TAG_MAX: usize = 60;
/// Most custom fields on a ticket.
pub const FIELDS_MAX: usize = 100;
/// Most links of a ticket.
pub const LINKS_MAX: usize = 500;
/// Most questions of a ticket that are open at a time.
pub const QUESTIONS_MAX: usize = 50;
/// Most items of a team's hand-over checklist.
pub const CHECKLIST_MAX: usize = 50;
/// Most teams of an agent, and most teams of a service.
pub const TEAMS_MAX: usize = 50;
/// Most teams, and most people, that a confidential ticket names.
pub const READERS_MAX: usize = 50;
/// Most people a requester names to share with.
pub const SHARED_WITH_MAX: usize = 50;
/// Most people who share by name with one and the same person: each is a run of that one's list.
pub const SHARED_BY_MAX: usize = 200;
/// Most managers one above the other.
pub const MANAGERS_ABOVE_MAX: usize = 50;
/// Longest time a provider reads on after a ticket has left it, in days.
pub const READ_ON_DAYS_MAX: i64 = 3_650;
/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;
/// Longest password.
pub const PASSWORD_MAX: usize = 200;
