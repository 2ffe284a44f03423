-- The page of a ticket: what is being written, who looks at it, and ways into a long timeline.

-- What somebody has begun to write: the fields of a form, as JSON.
CREATE TABLE drafts (
  person {int} NOT NULL REFERENCES people (id),
  ticket {int} NOT NULL REFERENCES tickets (number),
  mode TEXT NOT NULL,
  fields TEXT NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (person, ticket, mode)
){clustered};
CREATE INDEX drafts_by_age ON drafts (at);

-- Who has a ticket in front of them, until shortly after they were last seen. No event: it is
-- nobody's business afterwards.
CREATE TABLE presence (
  ticket {int} NOT NULL REFERENCES tickets (number),
  person {int} NOT NULL REFERENCES people (id),
  doing TEXT NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (ticket, person)
){clustered};
CREATE INDEX presence_by_age ON presence (at);

-- The course of a ticket is what happened besides words; a ticket of two thousand messages has a
-- short one.
CREATE INDEX events_course ON events (stream, stream_seq)
  WHERE kind NOT IN ('requester_wrote', 'replied', 'noted');
CREATE INDEX events_internal ON events (stream, stream_seq)
  WHERE kind IN ('noted', 'asked', 'answered', 'raised');
