-- The doors: secrets that are sealed, second factors, sign-ins half done, the last use of tokens.

-- The one key that everything sealed is sealed with: its id, and something to try it with. The key
-- itself is never here.
CREATE TABLE sealing (
  id {int} PRIMARY KEY,
  key {blob} NOT NULL,
  probe {blob} NOT NULL
){strict};

-- What was kept before there was a key is sealed when the desk is opened.
ALTER TABLE secrets ADD COLUMN sealed {int} NOT NULL DEFAULT 0;

-- Who signs in with a code of their own device besides: what the codes are made of, sealed. Until
-- `since` it is being set up and asks for nothing. No code of `last_step` or before is taken again.
CREATE TABLE second_factors (
  person {int} PRIMARY KEY REFERENCES people (id),
  secret {blob} NOT NULL,
  since {int},
  last_step {int} NOT NULL
){strict};

-- Codes for whoever has lost the device, each good once: their digests.
CREATE TABLE recovery_codes (
  person {int} NOT NULL REFERENCES people (id),
  digest {blob} NOT NULL,
  PRIMARY KEY (person, digest)
){clustered};

-- Who gave the right password and still owes the second factor; found by the digest of what their
-- browser alone has.
CREATE TABLE half_sign_ins (
  digest {blob} PRIMARY KEY,
  person {int} NOT NULL REFERENCES people (id),
  expires_at {int} NOT NULL
){clustered};
CREATE INDEX half_sign_ins_by_end ON half_sign_ins (expires_at);
CREATE INDEX half_sign_ins_of_person ON half_sign_ins (person);

-- When a token was last used, not to the minute.
ALTER TABLE tokens ADD COLUMN used_at {int};
