-- What the queues and a call need: follow-ups in their order, and callers found while one types.

-- What comes back to an agent by itself, the next first.
CREATE INDEX tickets_assignee_wake ON tickets (assignee, phase, wake_at, number)
  WHERE assignee IS NOT NULL AND wake_at IS NOT NULL;

-- The words somebody is found by, folded: of the name, the address, the telephone number. Bytes,
-- so that both databases compare them alike.
CREATE TABLE person_words (
  word {blob} NOT NULL,
  person {int} NOT NULL REFERENCES people (id),
  PRIMARY KEY (word, person)
){clustered};
CREATE INDEX person_words_of_person ON person_words (person, word);
