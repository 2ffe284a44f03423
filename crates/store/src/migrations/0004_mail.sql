-- Mail that came in: what each was taken for, and where the whole of it is.

-- What only this desk knows: keys that sign.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  secret {blob} NOT NULL
){clustered};

-- A row a mail, second deliveries included. `identity` is a digest of what makes two deliveries
-- the same mail. `copy_of` is the first delivery, `event_seq` the message in the ticket's stream.
-- A mail without a ticket is kept aside; it is never lost.
CREATE TABLE mails (
  id {int} PRIMARY KEY,
  received_at {int} NOT NULL,
  channel TEXT NOT NULL,
  verdict TEXT NOT NULL,
  nature TEXT NOT NULL,
  identity {blob} NOT NULL,
  message_id {blob},
  copy_of {int} REFERENCES mails (id),
  ticket {int} REFERENCES tickets (number),
  event_seq {int},
  size {int} NOT NULL,
  has_html {int} NOT NULL,
  is_trimmed {int} NOT NULL,
  left_out {int} NOT NULL,
  damage TEXT NOT NULL,
  blob {int} REFERENCES blobs (id)
){strict};
CREATE INDEX mails_by_identity ON mails (identity, id) WHERE copy_of IS NULL;
CREATE INDEX mails_of_ticket ON mails (ticket, event_seq) WHERE event_seq IS NOT NULL;

INSERT INTO counters (name, value) VALUES ('mail', 0);
