-- The core: the journal, the tables that its events bring up, and what keeps the desk going.
-- Times are microseconds since 1970-01-01T00:00:00Z; ids come from `counters`.

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value {int} NOT NULL
){clustered};
INSERT INTO counters (name, value) VALUES
  ('journal', 0), ('ticket', 0), ('person', 0), ('team', 0), ('service', 0), ('token', 0),
  ('job', 0), ('seal', 0);

-- The journal. `hash` chains a stream: SHA-256 over the hash before it and this row.
CREATE TABLE events (
  seq {int} PRIMARY KEY,
  stream {int} NOT NULL,
  stream_seq {int} NOT NULL,
  at {int} NOT NULL,
  actor {int},
  origin TEXT NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  public {int} NOT NULL,
  hash {blob} NOT NULL
){strict};
CREATE UNIQUE INDEX events_by_stream ON events (stream, stream_seq);
CREATE INDEX events_public ON events (stream, stream_seq) WHERE public = 1;

-- Texts and personal data: events hold only their salted digests.
CREATE TABLE texts (
  stream {int} NOT NULL,
  stream_seq {int} NOT NULL,
  slot TEXT NOT NULL,
  salt {blob} NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (stream, stream_seq, slot)
){clustered};

-- The heads of streams that are no tickets; stream 0 is the desk itself.
CREATE TABLE streams (
  stream {int} PRIMARY KEY,
  version {int} NOT NULL,
  head {blob} NOT NULL
){strict};

-- Every so many events are sealed into one chain, so that a cut tail or a missing ticket shows.
CREATE TABLE seals (
  n {int} PRIMARY KEY,
  first_seq {int} NOT NULL,
  last_seq {int} NOT NULL,
  hash {blob} NOT NULL
){strict};

CREATE TABLE followers (
  name TEXT PRIMARY KEY,
  seq {int} NOT NULL
){clustered};

CREATE TABLE teams (
  id {int} PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  tier {int} NOT NULL,
  provider TEXT,
  checklist TEXT NOT NULL,
  successor {int} REFERENCES teams (id)
){strict};

CREATE TABLE services (
  id {int} PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  teams TEXT NOT NULL
){strict};

CREATE TABLE people (
  id {int} PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT,
  email_key TEXT UNIQUE,
  phone TEXT,
  role TEXT NOT NULL,
  teams TEXT NOT NULL,
  active {int} NOT NULL,
  created_at {int} NOT NULL
){strict};
CREATE INDEX people_at_the_desk ON people (id) WHERE role <> 'requester';
CREATE INDEX people_by_phone ON people (phone) WHERE phone IS NOT NULL;

CREATE TABLE credentials (
  person {int} PRIMARY KEY REFERENCES people (id),
  hash TEXT NOT NULL,
  set_at {int} NOT NULL
){strict};

CREATE TABLE tokens (
  id {int} PRIMARY KEY,
  person {int} NOT NULL REFERENCES people (id),
  hash {blob} NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int},
  revoked_at {int}
){strict};
CREATE INDEX tokens_of_person ON tokens (person);

-- One thin row a ticket: what lists show and rules ask. `phase` groups the status for lists:
-- 0 new and open, 1 waiting, 2 resolved, 3 closed. `due_at` without a clock is the far future.
CREATE TABLE tickets (
  number {int} PRIMARY KEY,
  version {int} NOT NULL,
  head {blob} NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  phase {int} NOT NULL,
  subject TEXT NOT NULL,
  requester {int} NOT NULL REFERENCES people (id),
  channel TEXT NOT NULL,
  service {int} REFERENCES services (id),
  impact TEXT NOT NULL,
  urgency TEXT NOT NULL,
  priority {int} NOT NULL,
  team {int} NOT NULL REFERENCES teams (id),
  tier {int} NOT NULL,
  assignee {int} REFERENCES people (id),
  contact_team {int} NOT NULL REFERENCES teams (id),
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  resolved_at {int},
  closed_at {int},
  due_at {int} NOT NULL,
  wake_at {int},
  rest TEXT NOT NULL
){strict};

-- Each named view is served by an index in its order (architecture, section 5).
CREATE INDEX tickets_all_updated ON tickets (phase, updated_at, number);
CREATE INDEX tickets_all_created ON tickets (phase, created_at, number);
CREATE INDEX tickets_all_priority ON tickets (phase, priority, number);
CREATE INDEX tickets_all_due ON tickets (phase, due_at, number);
CREATE INDEX tickets_team_updated ON tickets (team, phase, updated_at, number);
CREATE INDEX tickets_team_created ON tickets (team, phase, created_at, number);
CREATE INDEX tickets_team_priority ON tickets (team, phase, priority, number);
CREATE INDEX tickets_team_due ON tickets (team, phase, due_at, number);
CREATE INDEX tickets_unassigned_updated ON tickets (team, phase, updated_at, number)
  WHERE assignee IS NULL;
CREATE INDEX tickets_unassigned_created ON tickets (team, phase, created_at, number)
  WHERE assignee IS NULL;
CREATE INDEX tickets_unassigned_priority ON tickets (team, phase, priority, number)
  WHERE assignee IS NULL;
CREATE INDEX tickets_unassigned_due ON tickets (team, phase, due_at, number)
  WHERE assignee IS NULL;
CREATE INDEX tickets_assignee_updated ON tickets (assignee, phase, updated_at, number)
  WHERE assignee IS NOT NULL;
CREATE INDEX tickets_assignee_created ON tickets (assignee, phase, created_at, number)
  WHERE assignee IS NOT NULL;
CREATE INDEX tickets_assignee_priority ON tickets (assignee, phase, priority, number)
  WHERE assignee IS NOT NULL;
CREATE INDEX tickets_assignee_due ON tickets (assignee, phase, due_at, number)
  WHERE assignee IS NOT NULL;
CREATE INDEX tickets_requester_updated ON tickets (requester, phase, updated_at, number);
CREATE INDEX tickets_requester_created ON tickets (requester, phase, created_at, number);
CREATE INDEX tickets_requester_priority ON tickets (requester, phase, priority, number);
CREATE INDEX tickets_requester_due ON tickets (requester, phase, due_at, number);

-- What comes due by itself: waits that end.
CREATE INDEX tickets_to_wake ON tickets (wake_at, number) WHERE wake_at IS NOT NULL;

-- Which teams stand on a ticket's path or answer for it: for retirement, and for what a
-- provider's people may see.
CREATE TABLE ticket_teams (
  team {int} NOT NULL,
  number {int} NOT NULL,
  PRIMARY KEY (team, number)
){clustered};
CREATE INDEX ticket_teams_by_ticket ON ticket_teams (number);

-- Maintained counts for sidebars: nothing is counted by scan.
CREATE TABLE counts (
  scope TEXT NOT NULL,
  id {int} NOT NULL,
  phase {int} NOT NULL,
  n {int} NOT NULL,
  PRIMARY KEY (scope, id, phase)
){clustered};

-- What an outside system calls a ticket, and how many of its lines were taken.
CREATE TABLE external_tickets (
  source TEXT NOT NULL,
  external TEXT NOT NULL,
  number {int} NOT NULL REFERENCES tickets (number),
  lines {int} NOT NULL,
  PRIMARY KEY (source, external)
){clustered};

CREATE TABLE idempotency (
  person {int} NOT NULL,
  key TEXT NOT NULL,
  request {blob} NOT NULL,
  status {int} NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (person, key)
){clustered};
CREATE INDEX idempotency_by_age ON idempotency (at);

-- Leased jobs: a node takes one for a while, and does it at least once.
CREATE TABLE jobs (
  id {int} PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  dedupe TEXT UNIQUE,
  run_at {int} NOT NULL,
  attempts {int} NOT NULL,
  leased_by TEXT,
  leased_until {int},
  error TEXT,
  dead {int} NOT NULL
){strict};
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE dead = 0;

-- The tier flow of each ticket, as its follower has folded it (insight).
CREATE TABLE flows (
  number {int} PRIMARY KEY,
  created_at {int} NOT NULL,
  flow TEXT NOT NULL
){strict};
CREATE INDEX flows_by_creation ON flows (created_at, number);
