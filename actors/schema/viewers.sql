-- Keeps how many watch each poll by way of this result process, and answers how many do by way of all. A process that
-- was not heard for 10 s counts no more. Call it as a transaction of its own.
CREATE FUNCTION report_viewers(_process uuid, _polls text[], _counts integer[], OUT poll text, OUT n bigint)
RETURNS SETOF record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _now CONSTANT timestamptz NOT NULL = clock_timestamp();
BEGIN
  UPDATE viewers SET heard = _now, polls = _polls, counts = _counts WHERE process = _process;
  IF NOT FOUND THEN
    INSERT INTO viewers (process, heard, polls, counts) VALUES (_process, _now, _polls, _counts);
  END IF;
  -- By one of them at a time: two that delete the same rows could wait for one another. A row of the future is from
  -- before a clock was set back.
  IF pg_try_advisory_xact_lock(7236284720) THEN
    DELETE FROM viewers WHERE heard NOT BETWEEN _now - interval '10 seconds' AND _now + interval '10 seconds';
  END IF;
  RETURN QUERY
    SELECT v.poll, sum(v.n)::bigint
    FROM viewers AS w CROSS JOIN LATERAL unnest(w.polls, w.counts) AS v (poll, n)
    WHERE w.heard BETWEEN _now - interval '10 seconds' AND _now + interval '10 seconds'
    GROUP BY v.poll ORDER BY v.poll COLLATE "C";
END
$$;
