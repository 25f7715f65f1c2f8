-- The ledger is the truth: what votes, tallies, turnout and arrivals must be is made anew from it, and compared. All of these read every
-- ballot; they sort or hash, and look nothing up row by row.

-- Each vote as it stands (nulls: there is none) beside the one that the ledger makes (nulls: none). A row of the
-- original sample, which no ballot brought and none replaced, is right as it is; where it replaced a ballot, it has that
-- one's `n` and is right until a later ballot comes.
CREATE VIEW audited_votes AS
  SELECT coalesce(b.poll, v.poll) AS poll, coalesce(b.voter, v.id::text COLLATE "C") AS voter,
         v.vote COLLATE "C" AS choice, v.uid, v.n,
         CASE WHEN v.uid IS NULL AND (b.uid IS NULL OR v.n >= b.n) THEN v.vote COLLATE "C" ELSE b.choice END
           AS right_choice,
         CASE WHEN v.uid IS NULL AND (b.uid IS NULL OR v.n >= b.n) THEN NULL ELSE b.uid END AS right_uid,
         CASE WHEN v.uid IS NULL AND (b.uid IS NULL OR v.n >= b.n) THEN v.n ELSE b.n END AS right_n,
         coalesce(b.partition, -1) AS partition
  FROM (SELECT DISTINCT ON (voter, poll) poll, voter, choice, uid, n, partition
        FROM ledger WHERE n > 0 ORDER BY voter, poll, n DESC) AS b
  FULL JOIN votes AS v ON v.id = b.voter AND v.poll = b.poll;

CREATE VIEW wrong_votes AS
  SELECT * FROM audited_votes
  WHERE choice IS DISTINCT FROM right_choice OR uid IS DISTINCT FROM right_uid OR n IS DISTINCT FROM right_n;

-- The sums over the partitions, which are what counts.
CREATE VIEW audited_tallies AS
  SELECT coalesce(t.poll, v.poll) AS poll, coalesce(t.choice, v.choice) AS choice,
         coalesce(t.n, 0)::bigint AS n, coalesce(v.n, 0)::bigint AS right_n
  FROM (SELECT poll, choice, sum(n) AS n FROM tallies GROUP BY poll, choice) AS t
  FULL JOIN (SELECT g.poll, o.choice, sum(g.n) AS n
             FROM (SELECT poll, right_choice, count(*) AS n FROM audited_votes
                   WHERE right_choice IS NOT NULL GROUP BY poll, right_choice) AS g
             CROSS JOIN LATERAL unnest(string_to_array(g.right_choice, ',')) AS o (choice)
             GROUP BY g.poll, o.choice) AS v
    ON v.poll = t.poll AND v.choice = t.choice
  WHERE coalesce(t.n, 0) <> 0 OR v.n IS NOT NULL;

CREATE VIEW audited_turnout AS
  SELECT coalesce(t.poll, v.poll) AS poll, coalesce(t.n, 0)::bigint AS n, coalesce(v.n, 0)::bigint AS right_n
  FROM (SELECT poll, sum(n) AS n FROM turnout GROUP BY poll) AS t
  FULL JOIN (SELECT poll, count(*) AS n FROM audited_votes WHERE right_choice IS NOT NULL GROUP BY poll) AS v
    ON v.poll = t.poll
  WHERE coalesce(t.n, 0) <> 0 OR v.n IS NOT NULL;

CREATE VIEW audited_arrivals AS
  SELECT coalesce(a.poll, l.poll) AS poll, coalesce(a.step, l.step) AS step, coalesce(a.at, l.at) AS at,
         coalesce(a.n, 0)::bigint AS n, coalesce(l.n, 0)::bigint AS right_n
  FROM (SELECT poll, step, at, sum(n) AS n FROM arrivals GROUP BY poll, step, at) AS a
  FULL JOIN (SELECT poll, step, at, sum(n) AS n FROM ledger_arrivals GROUP BY poll, step, at) AS l
    ON l.poll = a.poll AND l.step = a.step AND l.at = a.at
  WHERE coalesce(a.n, 0) <> 0 OR l.n IS NOT NULL;

-- Of each poll that has a roll, or had one once: how many codes there are, how many voted, and who of them has none.
CREATE VIEW audited_rolls AS
  SELECT p.poll, (SELECT count(*) FROM roll AS c WHERE c.poll = p.poll) AS codes, count(v.id) AS voters,
         count(v.id) - count(r.voter) AS strangers
  FROM (SELECT poll FROM roll UNION SELECT poll FROM offers WHERE roll) AS p
  LEFT JOIN votes AS v ON v.poll = p.poll
  LEFT JOIN roll AS r ON r.poll = p.poll AND r.voter = v.id
  GROUP BY p.poll;

-- Puts right what is wrong; answers how many rows of each kind were. Waits for running batches, and keeps new ones
-- waiting until its transaction ends. To be called in READ COMMITTED, so that it sees what those left.
CREATE FUNCTION repair_votes(OUT votes_repaired bigint, OUT tallies_repaired bigint, OUT turnout_repaired bigint,
                             OUT arrivals_repaired bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  LOCK TABLE partitions IN EXCLUSIVE MODE;  -- what a batch writes first
  LOCK TABLE votes IN EXCLUSIVE MODE;       -- the original sample's worker begins here
  SELECT count(*) INTO tallies_repaired FROM audited_tallies WHERE n <> right_n;
  SELECT count(*) INTO turnout_repaired FROM audited_turnout WHERE n <> right_n;
  SELECT count(*) INTO arrivals_repaired FROM audited_arrivals WHERE n <> right_n;

  -- A change of the vote alone would pass for the original worker's (beside.sql).
  UPDATE votes AS v SET uid = NULL, n = NULL FROM wrong_votes AS w
    WHERE v.id = w.voter AND v.poll = w.poll AND w.uid = w.right_uid;
  WITH wrong AS (
    SELECT * FROM wrong_votes
  ), gone AS (
    DELETE FROM votes AS v USING wrong AS w WHERE v.id = w.voter AND v.poll = w.poll AND w.right_choice IS NULL
  ), changed AS (
    UPDATE votes AS v SET vote = w.right_choice, uid = w.right_uid, n = w.right_n
      FROM wrong AS w
      WHERE v.id = w.voter AND v.poll = w.poll AND w.choice IS NOT NULL AND w.right_choice IS NOT NULL
  ), missing AS (
    INSERT INTO votes (poll, id, vote, uid, n)
      SELECT poll, voter, right_choice, right_uid, right_n FROM wrong WHERE choice IS NULL
  )
  SELECT count(*) INTO votes_repaired FROM wrong;

  IF tallies_repaired > 0 THEN
    DELETE FROM tallies;
    INSERT INTO tallies (poll, choice, partition, n)
      SELECT g.poll, o.choice, g.partition, sum(g.n)
      FROM (SELECT poll, right_choice, partition, count(*) AS n FROM audited_votes
            GROUP BY poll, right_choice, partition) AS g
      CROSS JOIN LATERAL unnest(string_to_array(g.right_choice, ',')) AS o (choice)
      GROUP BY g.poll, o.choice, g.partition;
  END IF;
  IF turnout_repaired > 0 THEN
    DELETE FROM turnout;
    INSERT INTO turnout (poll, partition, n) SELECT poll, partition, count(*) FROM audited_votes GROUP BY poll, partition;
  END IF;
  IF arrivals_repaired > 0 THEN
    DELETE FROM arrivals;
    INSERT INTO arrivals (poll, step, at, partition, n) SELECT poll, step, at, partition, n FROM ledger_arrivals;
  END IF;
  IF votes_repaired + tallies_repaired + turnout_repaired + arrivals_repaired = 0 THEN
    RETURN;
  END IF;
  UPDATE partitions SET batches = batches + 1 WHERE p = -1;
  IF NOT FOUND THEN
    INSERT INTO partitions (p, expires, batches) VALUES (-1, 'infinity', 1);
  END IF;
  PERFORM pg_notify('scrutin_tallies', '');
END
$$;
