-- Every tally of one moment, with that moment's number: it grows with each batch that brought a ballot, and is the same
-- for whoever asks. A row without a choice is the poll's turnout: how many have voted, be it for several options. With no votes yet, one row whose poll is null. Call it as one statement: that is one snapshot.
CREATE FUNCTION tally_snapshot(OUT sequence bigint, OUT poll text, OUT choice text, OUT n bigint) RETURNS SETOF record
LANGUAGE sql STABLE AS $$
  SELECT s.sequence, t.poll, t.choice, t.n
  FROM (SELECT coalesce(sum(batches), 0)::bigint AS sequence FROM partitions) AS s
  LEFT JOIN (SELECT poll, choice, sum(n)::bigint AS n FROM tallies GROUP BY poll, choice
             UNION ALL
             SELECT poll, NULL, sum(n)::bigint FROM turnout GROUP BY poll) AS t ON true
  ORDER BY t.poll, t.choice
$$;
