-- Counts voters by when their first ballot in a poll was recorded. The caller holds the partition.
CREATE FUNCTION add_arrivals(_p integer, _polls text[], _times bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _more record;
BEGIN
  FOR _more IN
    SELECT s.poll, w.step, s.at / w.step * w.step AS at, sum(s.n) AS n
    FROM (SELECT b.poll, b.ms / 1000 AS at, count(*) AS n
          FROM unnest(_polls, _times) AS b (poll, ms) GROUP BY 1, 2) AS s
    CROSS JOIN (VALUES (1), (60), (3600)) AS w (step)
    GROUP BY 1, 2, 3
  LOOP
    UPDATE arrivals SET n = n + _more.n
      WHERE poll = _more.poll AND step = _more.step AND at = _more.at AND partition = _p;
    IF NOT FOUND THEN
      INSERT INTO arrivals (poll, step, at, partition, n) VALUES (_more.poll, _more.step, _more.at, _p, _more.n);
    END IF;
  END LOOP;
END
$$;

-- Of each of these polls, its voters over time: at most 120 steps, as wide as the first and the last of them ask. `at`
-- is where a step begins, in seconds since 1970; steps in which nobody came are left out. Reads no more than some thousand
-- rows of a poll, by their key, and nothing of other polls: those are many in the end.
CREATE FUNCTION arrival_lines(_polls text[], OUT poll text, OUT step integer, OUT at bigint, OUT n bigint)
RETURNS SETOF record LANGUAGE sql STABLE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on AS $$
  SELECT s.poll, s.width::integer, a.at, a.n
  FROM (SELECT e.poll,
               coalesce((SELECT min(w) FROM unnest(ARRAY[1, 5, 15, 60, 300, 900, 3600, 10800, 21600, 43200, 86400]) AS w
                         WHERE e.last / w - e.first / w < 120),
                        ((e.last - e.first) / (119 * 86400) + 1) * 86400) AS width
        FROM (SELECT p.poll,
                     (SELECT at FROM arrivals AS f WHERE f.poll = p.poll AND f.step = 1 ORDER BY at LIMIT 1) AS first,
                     (SELECT at FROM arrivals AS f WHERE f.poll = p.poll AND f.step = 1 ORDER BY at DESC LIMIT 1) AS last
              FROM unnest(_polls) AS p (poll)) AS e
        WHERE e.first IS NOT NULL) AS s
  CROSS JOIN LATERAL (
    SELECT r.at / s.width * s.width AS at, sum(r.n)::bigint AS n
    FROM (SELECT t.at, t.n FROM arrivals AS t
          WHERE t.poll = s.poll
            AND t.step = CASE WHEN s.width % 3600 = 0 THEN 3600 WHEN s.width % 60 = 0 THEN 60 ELSE 1 END
          OFFSET 0) AS r
    GROUP BY 1 HAVING sum(r.n) <> 0) AS a
  ORDER BY s.poll, a.at
$$;

-- Newer servers would compile it, which takes longer than it does. 9.4 knows no such setting.
DO $$
BEGIN
  IF current_setting('server_version_num')::integer >= 110000 THEN
    ALTER FUNCTION arrival_lines(text[]) SET jit = off;  -- only from postgres 11
  END IF;
END
$$;
