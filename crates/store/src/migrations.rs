//! The schema, step by step. A step that has been released is never changed.

use crate::db::MigrationSource;

/// All steps, oldest first.
pub(crate) const ALL: &[MigrationSource] = &[
    MigrationSource { version: 1, name: "core", sql: include_str!("migrations/0001_core.sql") },
    MigrationSource { version: 2, name: "pages", sql: include_str!("migrations/0002_pages.sql") },
    MigrationSource {
        version: 3,
        name: "attachments",
        sql: include_str!("migrations/0003_attachments.sql"),
    },
    MigrationSource { version: 4, name: "mail", sql: include_str!("migrations/0004_mail.sql") },
    MigrationSource { version: 5, name: "drafts", sql: include_str!("migrations/0005_drafts.sql") },
    MigrationSource { version: 6, name: "flows", sql: include_str!("migrations/0006_flows.sql") },
    MigrationSource { version: 7, name: "set_up", sql: include_str!("migrations/0007_set_up.sql") },
    MigrationSource { version: 8, name: "queues", sql: include_str!("migrations/0008_queues.sql") },
    MigrationSource { version: 9, name: "access", sql: include_str!("migrations/0009_access.sql") },
    MigrationSource { version: 10, name: "doors", sql: include_str!("migrations/0010_doors.sql") },
    MigrationSource {
        version: 12,
        name: "people",
        sql: include_str!("migrations/0012_people.sql"),
    },
];
