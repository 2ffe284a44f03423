-- What the pages need: who is signed in, and how often somebody tried to be.

-- A session is found by the digest of its token; the token itself is with the browser alone.
CREATE TABLE sessions (
  digest {blob} PRIMARY KEY,
  person {int} NOT NULL REFERENCES people (id),
  created_at {int} NOT NULL,
  seen_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  device TEXT NOT NULL
){clustered};
CREATE INDEX sessions_of_person ON sessions (person, created_at);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Failed sign-ins by account and by address, shared by all nodes.
CREATE TABLE throttle (
  key TEXT PRIMARY KEY,
  failures {int} NOT NULL,
  until_at {int} NOT NULL,
  forget_at {int} NOT NULL
){clustered};
CREATE INDEX throttle_by_end ON throttle (forget_at);
