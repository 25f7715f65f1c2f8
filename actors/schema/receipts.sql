-- What became of a ballot: `counted`, it is its voter's vote; `replaced`, the voter chose anew; `uncounted`, it came
-- after a vote that stands. No row where the ledger has no such ballot, or not yet.
--
-- Looked up by key whatever the planner thinks: a page that many ask for must not read millions of rows for each.
CREATE FUNCTION find_receipt(_uid uuid, OUT poll text, OUT state text) RETURNS SETOF record LANGUAGE plpgsql STABLE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on AS $$
BEGIN
  RETURN QUERY
    SELECT l.poll::text,
           CASE WHEN l.n <= 0 THEN 'uncounted'
                WHEN (SELECT v.uid FROM votes AS v WHERE v.id = l.voter AND v.poll = l.poll) = l.uid THEN 'counted'
                ELSE 'replaced' END
    FROM ledger AS l WHERE l.uid = _uid;
END
$$;
