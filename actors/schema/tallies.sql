-- Every tally of one moment, with that moment's number: it grows with each batch that brought a ballot, and is the same
-- for whoever asks. A row without a choice is the poll's turnout: how many have voted, be it for several options. With
-- no votes yet, one row whose poll is null. Call it as one statement: that is one snapshot.
CREATE FUNCTION tally_snapshot(OUT sequence bigint, OUT poll text, OUT choice text, OUT n bigint) RETURNS SETOF record
LANGUAGE sql STABLE AS $$
  SELECT s.sequence, t.poll, t.choice, t.n
  FROM (SELECT coalesce(sum(batches), 0)::bigint AS sequence FROM partitions) AS s
  LEFT JOIN (SELECT poll, choice, sum(n)::bigint AS n FROM tallies GROUP BY poll, choice
             UNION ALL
             SELECT poll, NULL, sum(n)::bigint FROM turnout GROUP BY poll) AS t ON true
  ORDER BY t.poll, t.choice
$$;

-- The same of these polls alone, in no order, by their keys: what it costs does not grow with the polls that are over.
CREATE FUNCTION tally_snapshot(_polls text[], OUT sequence bigint, OUT poll text, OUT choice text, OUT n bigint)
RETURNS SETOF record LANGUAGE sql STABLE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on AS $$
  SELECT s.sequence, t.poll, t.choice, t.n
  FROM (SELECT coalesce(sum(batches), 0)::bigint AS sequence FROM partitions) AS s
  LEFT JOIN (SELECT p.poll, f.choice, f.n
             FROM unnest(_polls) AS p (poll)
             CROSS JOIN LATERAL (
               SELECT a.choice, sum(a.n)::bigint AS n FROM tallies AS a WHERE a.poll = p.poll GROUP BY a.choice
               UNION ALL
               SELECT NULL, sum(b.n)::bigint FROM turnout AS b WHERE b.poll = p.poll HAVING count(*) > 0) AS f) AS t
    ON true
$$;

-- Newer servers would compile it, which takes longer than it does. 9.4 knows no such setting.
DO $$
BEGIN
  IF current_setting('server_version_num')::integer >= 110000 THEN
    ALTER FUNCTION tally_snapshot(text[]) SET jit = off;  -- only from postgres 11
  END IF;
END
$$;
