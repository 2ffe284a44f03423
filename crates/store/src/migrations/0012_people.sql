-- Where people belong, and with whom they share their requests.

CREATE TABLE organisations (
  id {int} PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  active {int} NOT NULL
){strict};
INSERT INTO counters (name, value) VALUES ('organisation', 0);

ALTER TABLE people ADD COLUMN organisation {int};
ALTER TABLE people ADD COLUMN department TEXT;
ALTER TABLE people ADD COLUMN manager {int};
ALTER TABLE people ADD COLUMN site TEXT;
ALTER TABLE people ADD COLUMN language TEXT;
ALTER TABLE people ADD COLUMN vip {int} NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN shares TEXT NOT NULL DEFAULT 'own';
CREATE INDEX people_in_circles ON people (id)
  WHERE organisation IS NOT NULL OR department IS NOT NULL OR shares <> 'own';

-- Whom people name to share with.
CREATE TABLE sharing (
  person {int} NOT NULL,
  shared_with {int} NOT NULL,
  PRIMARY KEY (person, shared_with)
){clustered};

-- The requester's circle stands in their tickets: the one they share with, and their department's.
ALTER TABLE tickets ADD COLUMN shared_with TEXT;
ALTER TABLE tickets ADD COLUMN department TEXT;
CREATE INDEX tickets_shared_updated ON tickets (shared_with, phase, updated_at, number)
  WHERE shared_with IS NOT NULL;
CREATE INDEX tickets_department_updated ON tickets (department, phase, updated_at, number)
  WHERE department IS NOT NULL;
