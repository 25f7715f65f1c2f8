-- What version 3 adds: what a ballot meant travels with it, and rows that others write are counted by themselves.

-- Every offer that was ever made to voters (actors/offer.hpp): a ballot means what its offer says, whatever the settings
-- say by the time it is applied. `offered` holds the options of all of them, and of earlier versions, which knew no offers.
CREATE TABLE offers (
  digest text COLLATE "C" PRIMARY KEY,
  poll text COLLATE "C" NOT NULL,
  options text COLLATE "C" NOT NULL,                   -- ids, with commas between them
  final boolean NOT NULL,                              -- whether a voter's first vote stands
  heard timestamptz NOT NULL DEFAULT now()
);

-- What the original sample's worker wrote into `votes` since its rows were last counted (beside.sql does from now on).
-- A vote that it changed has no ballot any more.
UPDATE votes AS v SET uid = NULL FROM ledger AS l
  WHERE v.uid = l.uid AND v.poll = 'default' AND v.vote COLLATE "C" <> l.choice;

WITH missed AS (
  SELECT coalesce(t.poll, v.poll) AS poll, coalesce(t.choice, v.choice) AS choice,
         coalesce(v.n, 0) - coalesce(t.n, 0) AS n
  FROM (SELECT poll, choice, sum(n) AS n FROM tallies GROUP BY poll, choice) AS t
  FULL JOIN (SELECT g.poll, o.choice, sum(g.n) AS n
             FROM (SELECT poll, vote COLLATE "C" AS choice, count(*) AS n FROM votes GROUP BY 1, 2) AS g
             CROSS JOIN LATERAL unnest(string_to_array(g.choice, ',')) AS o (choice)
             GROUP BY g.poll, o.choice) AS v
    ON v.poll = t.poll AND v.choice = t.choice
  WHERE coalesce(v.n, 0) <> coalesce(t.n, 0)
), known AS (
  UPDATE tallies AS t SET n = t.n + m.n FROM missed AS m
    WHERE t.poll = m.poll AND t.choice = m.choice AND t.partition = -1
    RETURNING t.poll, t.choice
)
INSERT INTO tallies (poll, choice, partition, n)
  SELECT m.poll, m.choice, -1, m.n FROM missed AS m
  WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.poll = m.poll AND k.choice = m.choice);

WITH missed AS (
  SELECT coalesce(t.poll, v.poll) AS poll, coalesce(v.n, 0) - coalesce(t.n, 0) AS n
  FROM (SELECT poll, sum(n) AS n FROM turnout GROUP BY poll) AS t
  FULL JOIN (SELECT poll, count(*) AS n FROM votes GROUP BY poll) AS v ON v.poll = t.poll
  WHERE coalesce(v.n, 0) <> coalesce(t.n, 0)
), known AS (
  UPDATE turnout AS t SET n = t.n + m.n FROM missed AS m WHERE t.poll = m.poll AND t.partition = -1 RETURNING t.poll
)
INSERT INTO turnout (poll, partition, n)
  SELECT m.poll, -1, m.n FROM missed AS m WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.poll = m.poll);
