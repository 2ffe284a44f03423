//! Every limit of the HTTP side, with its name. Those of the domain are in [`desk::limits`].

use std::time::Duration;

/// Largest body of a JSON request, in bytes.
pub const JSON_BYTES_MAX: usize = 1024 * 1024;
/// Largest form of a page, in bytes; files have their own limit. The longest message fits, whatever
/// its characters become in a form.
pub const FORM_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Largest file that is uploaded, in bytes.
pub const FILE_BYTES_MAX: i64 = 25 * 1024 * 1024;
/// Largest form with files, in bytes.
pub const FORM_FILES_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Most fields of a form with files.
pub const FORM_FIELDS_MAX: usize = 500;
/// Uploads at a time, of everybody; each holds little more than a chunk.
pub const UPLOADS_MAX: usize = 128;
/// How long an upload may take.
pub const UPLOAD_WAIT: Duration = Duration::from_secs(15 * 60);
/// How long a client may take to send the head of a request; also how long an idle connection is
/// kept.
pub const HEAD_WAIT: Duration = Duration::from_secs(30);
/// Largest head of a request, in bytes.
pub const HEAD_BYTES_MAX: usize = 64 * 1024;
/// How long a client may take to send a body; of an upload, to go on with it.
pub const BODY_WAIT: Duration = Duration::from_secs(30);
/// How long an answer may take; what was written by then stays written.
pub const ANSWER_WAIT: Duration = Duration::from_secs(60);
/// Connections at a time.
pub const CONNECTIONS_MAX: usize = 4_096;
/// How long open requests may go on after the server was told to stop.
pub const SHUTDOWN_WAIT: Duration = Duration::from_secs(10);

/// Most items of a page.
pub const PAGE_MAX: i64 = 200;
/// Items of a page when nobody says how many.
pub const PAGE_DEFAULT: i64 = 50;
/// Messages a requester sees of a ticket: the latest.
pub const MESSAGES_MAX: usize = 500;
/// Messages of a ticket that are looked at for the mail they came by.
pub const MAILS_SHOWN_MAX: i64 = 2_000;
/// Mails that are read to be shown at a time, of everybody: a large one takes memory.
pub const MAILS_AT_A_TIME: usize = 2;
/// Pictures that a shown mail carries, in bytes all together.
pub const MAIL_PICTURES_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Merged tickets whose messages show on the survivor.
pub const MERGED_MAX: usize = 50;
/// Tickets one bulk request is about.
pub const BULK_MAX: usize = 100;
/// Tokens of a person that are listed.
pub const TOKENS_MAX: i64 = 200;
/// People that are imported at a time: they are written in one go, and nobody else writes then.
pub const IMPORT_ROWS_MAX: usize = 1_000;
/// Services a desk begins with; more come afterwards.
pub const SERVICES_AT_SET_UP_MAX: usize = 50;
/// Longest `Idempotency-Key`, in characters.
pub const IDEMPOTENCY_KEY_MAX: usize = 255;
/// Events read at a time while something of a ticket's whole history is looked for.
pub const EVENTS_AT_A_TIME: i64 = 500;
/// Entries of a timeline that a page shows when nobody asks for more.
pub const TIMELINE_WINDOW: i64 = 60;
/// Most entries of a timeline on one page.
pub const TIMELINE_MAX: i64 = 400;
/// Events besides words that are folded into the rail: the latest.
pub const COURSE_MAX: i64 = 2_000;
/// Characters of a message that a timeline shows before one asks for the rest.
pub const MESSAGE_SHOWN_MAX: usize = 4_000;
/// Merged tickets whose latest messages a timeline shows in place.
pub const ABSORBED_SHOWN_MAX: usize = 10;
/// Messages of each of them.
pub const ABSORBED_MESSAGES_MAX: i64 = 20;
/// A requester's other tickets beside a ticket.
pub const RECENT_MAX: i64 = 5;
/// Holders of a tier that the rail names: the latest.
pub const HELD_SHOWN_MAX: usize = 3;
/// Hand-overs over an edge that the rail names: the latest.
pub const EDGES_SHOWN_MAX: usize = 2;
/// Events a conflict lists.
pub const MEANWHILE_MAX: i64 = 50;

/// People who are named as being there.
pub const PRESENT_MAX: i64 = 8;
/// How long somebody counts as being there after they were seen.
pub const PRESENT_FOR: desk::time::Span = desk::time::Span::seconds(25);

/// Drafts of one person; a new one takes no old one's place, it is refused.
pub const DRAFTS_OF_PERSON_MAX: i64 = 200;
/// Largest draft, in bytes as it is kept.
pub const DRAFT_BYTES_MAX: usize = 512 * 1024;

/// The latest moves among which the one that brought a ticket to its holder is looked for; the
/// retirement of a team on its path is a move of no hold.
pub const MOVES_LOOKED_AT: i64 = 100;

/// Event streams at a time, of everybody.
pub const STREAMS_MAX: usize = 512;
/// Event streams at a time, of one person.
pub const STREAMS_OF_PERSON_MAX: usize = 16;
/// How often an event stream looks for what other processes have written.
pub const STREAM_POLL: Duration = Duration::from_secs(2);
/// Shortest time between two looks of one stream, so that a busy desk is read in larger steps.
pub const STREAM_PACE: Duration = Duration::from_millis(20);
/// How often a silent event stream says that it lives.
pub const STREAM_HEARTBEAT: Duration = Duration::from_secs(15);

/// How long an answer of `/readyz` holds, so that asking costs the writer next to nothing.
pub const READY_HOLDS: Duration = Duration::from_secs(1);
/// How long the check of `/readyz` may take.
pub const READY_WAIT: Duration = Duration::from_secs(5);
/// What `Retry-After` says, in seconds.
pub const RETRY_AFTER_S: u32 = 5;
