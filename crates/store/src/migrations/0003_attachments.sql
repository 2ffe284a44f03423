-- Files: contents in chunks, and which of them goes with a message.

-- A content on its way in has no size; one that nobody has kept by `expires_at` is swept away.
CREATE TABLE blobs (
  id {int} PRIMARY KEY,
  size {int},
  sha256 {blob},
  content_type TEXT,
  expires_at {int}
){strict};
CREATE INDEX blobs_to_sweep ON blobs (expires_at, id) WHERE expires_at IS NOT NULL;

CREATE TABLE blob_chunks (
  blob {int} NOT NULL REFERENCES blobs (id),
  n {int} NOT NULL,
  content {blob} NOT NULL,
  PRIMARY KEY (blob, n)
){strict};

-- What somebody uploaded. Its name goes beside the journal with the event that takes it.
CREATE TABLE attachments (
  id {int} PRIMARY KEY,
  blob {int} NOT NULL REFERENCES blobs (id),
  name TEXT,
  uploader {int} REFERENCES people (id),
  stream {int},
  stream_seq {int}
){strict};
CREATE INDEX attachments_of_blob ON attachments (blob);
CREATE INDEX attachments_unused ON attachments (uploader) WHERE stream IS NULL;

INSERT INTO counters (name, value) VALUES ('blob', 0), ('attachment', 0);
