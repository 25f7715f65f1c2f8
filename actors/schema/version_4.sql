-- What version 4 adds: polls in which each voter has a code, votes over time that one voter's many changes do not draw,
-- and how far the stream of each partition is applied.

-- Who may vote in such a poll: of each code only a hash, which is the voter of its ballots (actors/ballots/roll.hpp).
-- Rows are only ever added.
CREATE TABLE roll (
  poll text COLLATE "C",
  voter text COLLATE "C",
  PRIMARY KEY (poll, voter)
);

ALTER TABLE offers ADD COLUMN roll boolean NOT NULL DEFAULT false;  -- whether voters must be on the poll's roll

-- Each voter of a poll once, by their first ballot: the one of the lowest `n`, since a later one has a higher `n` even
-- where it came by another partition.
CREATE OR REPLACE VIEW ledger_arrivals AS
  SELECT s.poll, w.step, s.at / w.step * w.step AS at, s.partition, sum(s.n)::bigint AS n
  FROM (SELECT f.poll, floor(extract(epoch FROM f.cast_at))::bigint AS at, f.partition, count(*) AS n
        FROM (SELECT DISTINCT ON (voter, poll) poll, cast_at, partition
              FROM ledger WHERE n > 0 ORDER BY voter, poll, n) AS f
        GROUP BY 1, 2, 3) AS s
  CROSS JOIN (VALUES (1), (60), (3600)) AS w (step)
  GROUP BY 1, 2, 3, 4;
DELETE FROM arrivals;
INSERT INTO arrivals (poll, step, at, partition, n) SELECT poll, step, at, partition, n FROM ledger_arrivals;

-- The entry of the last ballot that was applied, by its id in the stream and its uid. It stays in the stream as a mark:
-- where it is not found there, the stream is another one by now.
ALTER TABLE partitions ADD COLUMN entry text, ADD COLUMN entry_uid uuid;

-- A voter who changes their vote finds room beside it, though all do: 0.52 of COPY instead of 0.44, measured with 200,000
-- of them; new votes cost the same.
ALTER TABLE votes SET (fillfactor = 50);
