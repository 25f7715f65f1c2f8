-- The ledger is the truth: what votes and tallies must be is made anew from it, and compared. All of these read every
-- ballot; they sort or hash, and look nothing up row by row.

-- Each vote as it stands (nulls: there is none) beside the one that the ledger makes (nulls: none). A row of the
-- original sample, which no ballot brought and none replaced, is right as it is.
CREATE VIEW audited_votes AS
  SELECT coalesce(b.poll, v.poll) AS poll, coalesce(b.voter, v.id::text COLLATE "C") AS voter,
         v.vote::text COLLATE "C" AS choice, v.uid, v.n,
         CASE WHEN b.uid IS NULL AND v.uid IS NULL THEN v.vote::text COLLATE "C" ELSE b.choice END AS right_choice,
         b.uid AS right_uid,
         CASE WHEN b.uid IS NULL AND v.uid IS NULL THEN v.n ELSE b.n END AS right_n,
         coalesce(b.partition, -1) AS partition
  FROM (SELECT DISTINCT ON (voter, poll) poll, voter, choice, uid, n, partition
        FROM ledger ORDER BY voter, poll, n DESC) AS b
  FULL JOIN votes AS v ON v.id = b.voter AND v.poll = b.poll;

CREATE VIEW wrong_votes AS
  SELECT * FROM audited_votes
  WHERE choice IS DISTINCT FROM right_choice OR uid IS DISTINCT FROM right_uid OR n IS DISTINCT FROM right_n;

-- The sums over the partitions, which are what counts.
CREATE VIEW audited_tallies AS
  SELECT coalesce(t.poll, v.poll) AS poll, coalesce(t.choice, v.choice) AS choice,
         coalesce(t.n, 0)::bigint AS n, coalesce(v.n, 0)::bigint AS right_n
  FROM (SELECT poll, choice, sum(n) AS n FROM tallies GROUP BY poll, choice) AS t
  FULL JOIN (SELECT poll, right_choice AS choice, count(*) AS n FROM audited_votes
             WHERE right_choice IS NOT NULL GROUP BY poll, right_choice) AS v
    ON v.poll = t.poll AND v.choice = t.choice
  WHERE coalesce(t.n, 0) <> 0 OR v.n IS NOT NULL;

-- Puts right what is wrong; answers how many votes and tallies were. Waits for running batches, and keeps new ones
-- waiting until its transaction ends. To be called in READ COMMITTED, so that it sees what those left.
CREATE FUNCTION repair_votes(OUT votes_repaired bigint, OUT tallies_repaired bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  LOCK TABLE partitions IN EXCLUSIVE MODE;  -- what a batch writes first
  LOCK TABLE votes IN EXCLUSIVE MODE;       -- the original sample's worker begins here
  SELECT count(*) INTO tallies_repaired FROM audited_tallies WHERE n <> right_n;

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
      SELECT poll, right_choice, partition, count(*) FROM audited_votes GROUP BY poll, right_choice, partition;
  END IF;
  IF votes_repaired + tallies_repaired = 0 THEN
    RETURN;
  END IF;
  UPDATE partitions SET batches = batches + 1 WHERE p = -1;
  IF NOT FOUND THEN
    INSERT INTO partitions (p, expires, batches) VALUES (-1, 'infinity', 1);
  END IF;
  PERFORM pg_notify('scrutin_tallies', '');
END
$$;
