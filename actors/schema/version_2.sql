-- What version 2 adds: several options in a vote, how many have voted, when they did, and who watches. Made from the
-- ballots and votes that are there.

-- A vote names options with commas between them, which 255 characters need not hold.
ALTER TABLE votes ALTER COLUMN vote TYPE text;

-- Voters by poll, a row a partition, as with the tallies: who voted first counts in the partition of that first vote.
CREATE TABLE turnout (
  poll text COLLATE "C",
  partition integer,
  n bigint NOT NULL,
  PRIMARY KEY (poll, partition)
) WITH (fillfactor = 50);

-- Ballots by when they were recorded (since version 4 the first of each voter): in steps of 1, 60 and 3600 seconds, so
-- that a poll of a minute and one of a year are both drawn from few rows.
CREATE TABLE arrivals (
  poll text COLLATE "C",
  step integer,
  at bigint,                                           -- where the step begins, in seconds since 1970
  partition integer,
  n bigint NOT NULL,
  PRIMARY KEY (poll, step, at, partition)
) WITH (fillfactor = 50);

-- Every option that could ever be chosen: ballots for it count, whatever the settings say by the time they are applied.
CREATE TABLE offered (
  poll text COLLATE "C",
  choice text COLLATE "C",
  PRIMARY KEY (poll, choice)
);

-- How many watch each poll by way of each result process, as it last said. Nothing that must outlive a crash.
CREATE UNLOGGED TABLE viewers (
  process uuid PRIMARY KEY,
  heard timestamptz NOT NULL,
  polls text[] NOT NULL,
  counts integer[] NOT NULL
) WITH (fillfactor = 50);

-- What the ledger makes of `arrivals`.
CREATE VIEW ledger_arrivals AS
  SELECT s.poll, w.step, s.at / w.step * w.step AS at, s.partition, sum(s.n)::bigint AS n
  FROM (SELECT poll, floor(extract(epoch FROM cast_at))::bigint AS at, partition, count(*) AS n
        FROM ledger WHERE n > 0 GROUP BY 1, 2, 3) AS s
  CROSS JOIN (VALUES (1), (60), (3600)) AS w (step)
  GROUP BY 1, 2, 3, 4;

INSERT INTO turnout (poll, partition, n)
  SELECT v.poll, coalesce(l.partition, -1), count(*) FROM votes AS v LEFT JOIN ledger AS l ON l.uid = v.uid
  GROUP BY 1, 2;
INSERT INTO arrivals (poll, step, at, partition, n) SELECT poll, step, at, partition, n FROM ledger_arrivals;
INSERT INTO offered (poll, choice) SELECT DISTINCT poll, choice FROM tallies;
