-- The tier flow, ready for reports of any size: flows with what medians and examples are found by,
-- and sums by day and month. All of it is folded from the journal, so it begins anew.

DROP TABLE flows;
DELETE FROM followers WHERE name = 'tier_flow';

-- `teams` lists the teams that held it, as `,3,7,`. `resolve_us` is the time from creation to the
-- first resolved or closed; none before, and none while the ticket counts in no rate.
CREATE TABLE flows (
  number {int} PRIMARY KEY,
  created_at {int} NOT NULL,
  service {int},
  teams TEXT NOT NULL,
  highest_tier {int} NOT NULL,
  resolve_us {int},
  ping_pongs {int} NOT NULL,
  flow TEXT NOT NULL
){strict};
CREATE INDEX flows_by_creation ON flows (created_at, number);
CREATE INDEX flows_by_time ON flows (highest_tier, resolve_us) WHERE resolve_us IS NOT NULL;
CREATE INDEX flows_with_ping_pong ON flows (created_at) WHERE ping_pongs > 0;

-- Sums of the tickets created on a day or in a month (`grain`, `slot`): of all (0), those a team
-- held, those about a service, and those of both.
CREATE TABLE flow_sums (
  team {int} NOT NULL,
  service {int} NOT NULL,
  grain TEXT NOT NULL,
  slot {int} NOT NULL,
  sums TEXT NOT NULL,
  PRIMARY KEY (team, service, grain, slot)
){clustered};
CREATE INDEX flow_sums_by_slot ON flow_sums (grain, slot);

-- How many more tickets stood open with a team at the end of a day than at its beginning, of all
-- services (0) and of each.
CREATE TABLE backlog (
  service {int} NOT NULL,
  day {int} NOT NULL,
  team {int} NOT NULL,
  n {int} NOT NULL,
  PRIMARY KEY (service, day, team)
){clustered};
