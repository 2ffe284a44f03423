-- Who may see what: confidential tickets, the reach of teams, the data rules of providers.

-- A confidential ticket stands in phases of its own, ten behind the others', so that no list and no
-- count meets it by accident. These see it.
CREATE TABLE ticket_readers (
  number {int} NOT NULL,
  kind TEXT NOT NULL,
  id {int} NOT NULL,
  PRIMARY KEY (number, kind, id)
){clustered};

-- When somebody's opening of a confidential ticket was noted last.
CREATE TABLE confidential_reads (
  person {int} NOT NULL,
  ticket {int} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (person, ticket)
){clustered};
CREATE INDEX confidential_reads_by_age ON confidential_reads (at);

ALTER TABLE teams ADD COLUMN reach TEXT NOT NULL DEFAULT 'house';
ALTER TABLE services ADD COLUMN confidential {int} NOT NULL DEFAULT 0;

CREATE TABLE providers (
  name TEXT PRIMARY KEY,
  rules TEXT NOT NULL
){clustered};
