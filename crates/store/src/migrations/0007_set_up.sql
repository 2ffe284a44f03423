-- What administration needs: people found by name at any number, services that leave the
-- catalogue, the desk's settings, and the one-time links by which a desk and its people begin.

-- The name as lists are ordered by it, folded; bytes, so that both databases compare them alike.
ALTER TABLE people ADD COLUMN name_key {blob};
CREATE INDEX people_by_name ON people (active, role, name_key, id);
CREATE INDEX people_without_key ON people (id) WHERE name_key IS NULL;

-- How many people there are of each role, those who left apart, kept with every change.
INSERT INTO counts (scope, id, phase, n)
  SELECT 'people',
    CASE role WHEN 'requester' THEN 0 WHEN 'agent' THEN 1 WHEN 'lead' THEN 2 ELSE 3 END,
    active, COUNT(*)
  FROM people GROUP BY 2, 3;

ALTER TABLE services ADD COLUMN active {int} NOT NULL DEFAULT 1;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
){clustered};

-- The one link by which a person may choose a password; only the digest of its token is kept.
CREATE TABLE password_links (
  person {int} PRIMARY KEY REFERENCES people (id),
  digest {blob} NOT NULL UNIQUE,
  purpose TEXT NOT NULL,
  expires_at {int} NOT NULL
){strict};

-- The one link by which an empty desk is set up. Once used it stays, so that whoever comes second
-- is told so.
CREATE TABLE set_up_links (
  id {int} PRIMARY KEY,
  digest {blob} NOT NULL,
  used_at {int}
){strict};
