-- Version 3 of the schema, without its comments: what databases hold that an earlier worker made.
CREATE TABLE scrutin_schema (
  version integer PRIMARY KEY,
  installed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE partitions (
  p integer PRIMARY KEY,
  token bigint NOT NULL DEFAULT 0,
  holder text,                                         -- null: nobody; else unique among running processes
  expires timestamptz NOT NULL DEFAULT '-infinity',    -- by this server's clock, the only one that counts
  lease_ms bigint NOT NULL DEFAULT 0,                  -- how long the lease was given for, when last given
  applied bigint NOT NULL DEFAULT 0,                   -- the `n` of the last ballot
  batches bigint NOT NULL DEFAULT 0                    -- batches that brought a ballot; their sum numbers the snapshots
) WITH (fillfactor = 50);
CREATE TABLE ledger (
  uid uuid PRIMARY KEY,
  cast_at timestamptz NOT NULL,                        -- when the vote was recorded
  n bigint NOT NULL,
  partition integer NOT NULL,
  poll text COLLATE "C" NOT NULL,
  voter text COLLATE "C" NOT NULL,
  choice text COLLATE "C" NOT NULL
);
CREATE TABLE tallies (
  poll text COLLATE "C",
  choice text COLLATE "C",
  partition integer,
  n bigint NOT NULL,
  PRIMARY KEY (poll, choice, partition)
) WITH (fillfactor = 50);
DO $$
DECLARE
  _columns text;
  _unique name;
BEGIN
  IF to_regclass('votes') IS NULL THEN
    CREATE TABLE votes (id varchar(255) NOT NULL UNIQUE, vote varchar(255) NOT NULL);
  END IF;
  SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname) INTO _columns
    FROM pg_attribute WHERE attrelid = to_regclass('votes') AND attnum > 0 AND NOT attisdropped;
  IF _columns <> 'id character varying(255), vote character varying(255)' THEN
    RAISE EXCEPTION 'table "votes" exists and is not ours: it has (%)', _columns
      USING ERRCODE = 'SC002', HINT = 'Name another database in the settings, or rename that table.';
  END IF;
  FOR _unique IN SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('votes') AND contype IN ('u', 'p') LOOP
    EXECUTE format('ALTER TABLE votes DROP CONSTRAINT %I', _unique);
  END LOOP;
END
$$;
ALTER TABLE votes SET (fillfactor = 85);
ALTER TABLE votes
  ADD COLUMN poll text COLLATE "C" NOT NULL DEFAULT 'default',
  ADD COLUMN uid uuid,                                 -- the ballot in the ledger; null where none brought it
  ADD COLUMN n bigint,                                 -- the ballot's `n` there
  ALTER COLUMN id TYPE varchar(255) COLLATE "C",
  ADD PRIMARY KEY (id, poll);
INSERT INTO tallies (poll, choice, partition, n) SELECT poll, vote, -1, count(*) FROM votes GROUP BY poll, vote;
INSERT INTO partitions (p, expires, batches)
  SELECT -1, 'infinity', count(*) FROM (SELECT 1 FROM votes LIMIT 1) AS any_row;
ALTER TABLE votes ALTER COLUMN vote TYPE text;
CREATE TABLE turnout (
  poll text COLLATE "C",
  partition integer,
  n bigint NOT NULL,
  PRIMARY KEY (poll, partition)
) WITH (fillfactor = 50);
CREATE TABLE arrivals (
  poll text COLLATE "C",
  step integer,
  at bigint,                                           -- where the step begins, in seconds since 1970
  partition integer,
  n bigint NOT NULL,
  PRIMARY KEY (poll, step, at, partition)
) WITH (fillfactor = 50);
CREATE TABLE offered (
  poll text COLLATE "C",
  choice text COLLATE "C",
  PRIMARY KEY (poll, choice)
);
CREATE UNLOGGED TABLE viewers (
  process uuid PRIMARY KEY,
  heard timestamptz NOT NULL,
  polls text[] NOT NULL,
  counts integer[] NOT NULL
) WITH (fillfactor = 50);
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
CREATE TABLE offers (
  digest text COLLATE "C" PRIMARY KEY,
  poll text COLLATE "C" NOT NULL,
  options text COLLATE "C" NOT NULL,                   -- ids, with commas between them
  final boolean NOT NULL,                              -- whether a voter's first vote stands
  heard timestamptz NOT NULL DEFAULT now()
);
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
CREATE FUNCTION acquire_lease(_p integer, _holder text, _lease_ms bigint, _version integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  _token bigint;
  _installed integer;
BEGIN
  SELECT max(version) INTO _installed FROM scrutin_schema;
  IF _version IS DISTINCT FROM _installed THEN
    RAISE EXCEPTION 'the schema has version %, this worker knows %: run a newer worker', _installed, _version
      USING ERRCODE = 'SC003';
  END IF;
  IF _p < 0 OR _holder IS NULL OR _lease_ms <= 0 THEN
    RAISE EXCEPTION 'acquire_lease(%, %, %): want a partition from 0, a holder, a time above 0', _p, _holder, _lease_ms
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM partitions WHERE p = _p) THEN
    BEGIN
      INSERT INTO partitions (p) VALUES (_p);
    EXCEPTION WHEN unique_violation THEN
      NULL;  -- another worker was first; whose lease it is decides the update
    END;
  END IF;
  UPDATE partitions
    SET token = token + 1, holder = _holder, lease_ms = _lease_ms,
        expires = clock_timestamp() + _lease_ms * interval '1 millisecond'
    WHERE p = _p
      AND (holder IS NULL OR holder = _holder OR expires <= clock_timestamp()
           OR expires > clock_timestamp() + lease_ms * interval '1 millisecond')
    RETURNING token INTO _token;
  RETURN _token;
END
$$;
CREATE FUNCTION acquire_lease(_p integer, _holder text, _lease_ms bigint) RETURNS bigint LANGUAGE sql AS $$
  SELECT acquire_lease(_p, _holder, _lease_ms, 1)
$$;
CREATE FUNCTION renew_lease(_p integer, _token bigint, _lease_ms bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE partitions
    SET lease_ms = _lease_ms, expires = clock_timestamp() + _lease_ms * interval '1 millisecond'
    WHERE p = _p AND token = _token AND holder IS NOT NULL;
  RETURN FOUND;
END
$$;
CREATE FUNCTION release_lease(_p integer, _token bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE partitions SET holder = NULL, expires = '-infinity' WHERE p = _p AND token = _token AND holder IS NOT NULL;
  RETURN FOUND;
END
$$;
CREATE FUNCTION offer_polls(_digests text[], _polls text[], _options text[], _final boolean[], OUT digest text,
                            OUT poll text, OUT options text, OUT final boolean) RETURNS SETOF record
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
  IF EXISTS (SELECT * FROM unnest(_digests) EXCEPT SELECT o.digest FROM offers AS o) THEN
    LOCK TABLE offers IN SHARE ROW EXCLUSIVE MODE;  -- many workers start at once
    INSERT INTO offers (digest, poll, options, final)
      SELECT DISTINCT ON (d.digest) d.digest, d.poll, d.options, d.final
      FROM unnest(_digests, _polls, _options, _final) AS d (digest, poll, options, final)
      WHERE NOT EXISTS (SELECT 1 FROM offers AS o WHERE o.digest = d.digest);
    INSERT INTO offered (poll, choice)
      SELECT d.poll, c.choice FROM unnest(_polls, _options) AS d (poll, options)
      CROSS JOIN LATERAL unnest(string_to_array(d.options, ',')) AS c (choice)
      EXCEPT SELECT o.poll, o.choice FROM offered AS o;
  END IF;
  RETURN QUERY
    SELECT o.digest, o.poll, o.options, o.final FROM offers AS o
    UNION ALL
    SELECT NULL, o.poll, string_agg(o.choice, ',' ORDER BY o.choice), NULL FROM offered AS o GROUP BY o.poll
    ORDER BY 2, 1, 3;
END
$$;
CREATE FUNCTION add_arrivals(_p integer, _polls text[], _voters text[], _times bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _more record;
BEGIN
  FOR _more IN
    SELECT s.poll, w.step, s.at / w.step * w.step AS at, sum(s.n) AS n
    FROM (SELECT b.poll, b.ms / 1000 AS at, count(*) AS n
          FROM unnest(_polls, _voters, _times) AS b (poll, voter, ms) WHERE b.voter IS NOT NULL GROUP BY 1, 2) AS s
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
DO $$
BEGIN
  IF current_setting('server_version_num')::integer >= 110000 THEN
    ALTER FUNCTION arrival_lines(text[]) SET jit = off;  -- only from postgres 11
  END IF;
END
$$;
CREATE FUNCTION replace_votes(_polls text[], _voters text[], _choices text[], _uids uuid[], _ns bigint[],
                              _old_choices text[], _old_uids uuid[]) RETURNS void LANGUAGE plpgsql VOLATILE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on SET enable_nestloop = on AS $$
DECLARE
  _replaced bigint;
BEGIN
  UPDATE votes AS v SET vote = l.choice, uid = l.uid, n = l.n
    FROM unnest(_polls, _voters, _choices, _uids, _ns, _old_choices, _old_uids)
      AS l (poll, voter, choice, uid, n, old_choice, old_uid)
    WHERE v.id = ANY (ARRAY[l.voter]) AND v.poll = ANY (ARRAY[l.poll])
      AND v.vote IS NOT DISTINCT FROM l.old_choice AND v.uid IS NOT DISTINCT FROM l.old_uid;
  GET DIAGNOSTICS _replaced = ROW_COUNT;
  IF _replaced <> array_length(_voters, 1) THEN
    RAISE EXCEPTION 'votes of this batch were changed from elsewhere meanwhile' USING ERRCODE = 'serialization_failure';
  END IF;
END
$$;
CREATE FUNCTION apply_batch(_p integer, _token bigint, _lease_ms bigint, _uids uuid[], _polls text[], _voters text[],
                            _choices text[], _times bigint[], _final boolean[]) RETURNS bigint LANGUAGE plpgsql VOLATILE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on SET enable_indexonlyscan = on AS $$
DECLARE
  _applied bigint;
  _fresh bigint;
  _later uuid[];
  _last record;
  _payload text;
BEGIN
  UPDATE partitions
    SET lease_ms = _lease_ms, expires = clock_timestamp() + _lease_ms * interval '1 millisecond'
    WHERE p = _p AND token = _token AND holder IS NOT NULL
    RETURNING applied INTO _applied;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'partition % has another holder: token % is out of date', _p, _token USING ERRCODE = 'SC001';
  END IF;
  BEGIN
    INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice)
      SELECT b.uid, to_timestamp(b.ms / 1000.0::float8), _applied + b.ord, _p, b.poll, b.voter, b.choice
      FROM unnest(_uids, _polls, _voters, _choices, _times) WITH ORDINALITY AS b (uid, poll, voter, choice, ms, ord);
    GET DIAGNOSTICS _fresh = ROW_COUNT;
  EXCEPTION WHEN unique_violation THEN
    SELECT array_agg(f.uid ORDER BY f.ord), array_agg(f.poll ORDER BY f.ord), array_agg(f.voter ORDER BY f.ord),
           array_agg(f.choice ORDER BY f.ord), array_agg(f.ms ORDER BY f.ord), array_agg(f.final ORDER BY f.ord)
      INTO _uids, _polls, _voters, _choices, _times, _final
      FROM (SELECT DISTINCT ON (b.uid) b.*
            FROM unnest(_uids, _polls, _voters, _choices, _times, _final) WITH ORDINALITY
              AS b (uid, poll, voter, choice, ms, final, ord)
            WHERE NOT EXISTS (SELECT 1 FROM ledger AS l WHERE l.uid = b.uid OFFSET 0)
            ORDER BY b.uid, b.ord) AS f;
    INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice)
      SELECT b.uid, to_timestamp(b.ms / 1000.0::float8), _applied + b.ord, _p, b.poll, b.voter, b.choice
      FROM unnest(_uids, _polls, _voters, _choices, _times) WITH ORDINALITY AS b (uid, poll, voter, choice, ms, ord);
    GET DIAGNOSTICS _fresh = ROW_COUNT;
  END;
  IF _fresh = 0 THEN
    RETURN 0;
  END IF;
  UPDATE partitions SET applied = applied + _fresh, batches = batches + 1 WHERE p = _p;
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  IF true = ANY (_final) THEN
    SELECT array_agg(f.uid) FILTER (WHERE f.later),
           array_agg(CASE WHEN f.later THEN NULL ELSE f.voter END ORDER BY f.ord)
      INTO _later, _voters
      FROM (SELECT b.uid, b.voter, b.ord,
                   b.final
                     AND (row_number() OVER (PARTITION BY b.voter, b.poll ORDER BY b.ord) > 1
                          OR EXISTS (SELECT 1 FROM votes WHERE id = b.voter AND poll = b.poll OFFSET 0)) AS later
            FROM unnest(_uids, _polls, _voters, _final) WITH ORDINALITY AS b (uid, poll, voter, final, ord)) AS f;
    UPDATE ledger SET n = -1 WHERE uid = ANY (_later);
  END IF;
  PERFORM add_arrivals(_p, _polls, _voters, _times);
  WITH last AS (
    SELECT w.poll, w.voter, w.choice, w.uid, w.n, w.final, v.vote AS old_choice, v.uid AS old_uid, v.n AS old_n
    FROM (SELECT DISTINCT ON (b.voter COLLATE "C", b.poll COLLATE "C") b.poll, b.voter, b.choice, b.uid,
                 b.final, _applied + b.ord AS n
          FROM unnest(_uids, _polls, _voters, _choices, _final) WITH ORDINALITY
            AS b (uid, poll, voter, choice, final, ord)
          WHERE b.voter IS NOT NULL
          ORDER BY b.voter COLLATE "C", b.poll COLLATE "C", b.ord DESC) AS w
    LEFT JOIN LATERAL (SELECT vote, uid, n FROM votes WHERE id = w.voter AND poll = w.poll OFFSET 0) AS v ON true
  ), jump AS (
    SELECT coalesce(max(old_n - n) + 1, 0) AS width FROM last WHERE old_n >= n
  ), inserted AS (
    INSERT INTO votes (poll, id, vote, uid, n)
      SELECT poll, voter, choice, uid, n + width FROM last, jump WHERE old_choice IS NULL
  ), known AS (
    SELECT array_agg(poll) AS polls, array_agg(voter) AS voters, array_agg(choice) AS choices, array_agg(uid) AS uids,
           array_agg(n + width) AS ns, array_agg(old_choice) AS old_choices, array_agg(old_uid) AS old_uids,
           bool_or(final) AS beaten
    FROM last, jump WHERE old_choice IS NOT NULL
  ), steps AS (
    SELECT poll, choice, sum(k) AS k
    FROM (SELECT poll, choice, 1 AS k FROM last
          UNION ALL SELECT poll, old_choice, -1 FROM last WHERE old_choice IS NOT NULL) AS each
    GROUP BY poll, choice HAVING sum(k) <> 0
  ), differences AS (  -- a vote names one option or several; few are left here to be taken apart
    SELECT s.poll, o.choice, sum(s.k) AS k
    FROM steps AS s CROSS JOIN LATERAL unnest(string_to_array(s.choice, ',')) AS o (choice)
    GROUP BY s.poll, o.choice HAVING sum(s.k) <> 0
  ), newcomers AS (
    SELECT array_agg(poll ORDER BY poll) AS polls, array_agg(n ORDER BY poll) AS counts
    FROM (SELECT poll, count(*) AS n FROM last WHERE old_choice IS NULL GROUP BY poll) AS of_poll
  ), ordered AS (
    SELECT array_agg(poll ORDER BY poll, choice) AS polls, array_agg(choice ORDER BY poll, choice) AS choices,
           array_agg(k ORDER BY poll, choice) AS steps
    FROM differences
  )
  SELECT known.*, ordered.polls AS changed_polls, ordered.choices AS changed_choices, ordered.steps, jump.width,
         newcomers.polls AS newcomers_polls, newcomers.counts AS newcomers
    INTO _last FROM known, ordered, jump, newcomers;
  IF _last.beaten THEN
    RAISE EXCEPTION 'votes that stand came from elsewhere meanwhile' USING ERRCODE = 'serialization_failure';
  END IF;
  IF _last.voters IS NOT NULL THEN
    PERFORM replace_votes(_last.polls, _last.voters, _last.choices, _last.uids, _last.ns, _last.old_choices,
                          _last.old_uids);
  END IF;
  IF _last.width > 0 THEN
    UPDATE ledger SET n = n + _last.width WHERE uid = ANY (_uids) AND n > 0;
    UPDATE partitions SET applied = applied + _last.width WHERE p = _p;
  END IF;
  FOR i IN 1 .. coalesce(array_length(_last.newcomers, 1), 0) LOOP
    UPDATE turnout SET n = n + _last.newcomers[i] WHERE poll = _last.newcomers_polls[i] AND partition = _p;
    IF NOT FOUND THEN
      INSERT INTO turnout (poll, partition, n) VALUES (_last.newcomers_polls[i], _p, _last.newcomers[i]);
    END IF;
  END LOOP;
  FOR i IN 1 .. coalesce(array_length(_last.steps, 1), 0) LOOP
    UPDATE tallies SET n = n + _last.steps[i]
      WHERE poll = _last.changed_polls[i] AND choice = _last.changed_choices[i] AND partition = _p;
    IF NOT FOUND THEN
      INSERT INTO tallies (poll, choice, partition, n)
        VALUES (_last.changed_polls[i], _last.changed_choices[i], _p, _last.steps[i]);
    END IF;
  END LOOP;
  SELECT json_agg(c.poll)::text INTO _payload
    FROM (SELECT DISTINCT b.poll COLLATE "C" AS poll FROM unnest(_polls, _voters) AS b (poll, voter)
          WHERE b.voter IS NOT NULL ORDER BY 1) AS c;
  IF _payload IS NOT NULL THEN
    PERFORM pg_notify('scrutin_tallies', CASE WHEN octet_length(_payload) < 4000 THEN _payload ELSE '' END);
  END IF;
  RETURN _fresh;
END
$$;
DO $$
DECLARE
  _function regprocedure;
BEGIN
  IF current_setting('server_version_num')::integer >= 120000 THEN
    FOR _function IN SELECT oid FROM pg_proc
        WHERE oid IN ('apply_batch'::regproc::oid, 'replace_votes'::regproc::oid, 'add_arrivals'::regproc::oid) LOOP
      EXECUTE format('ALTER FUNCTION %s SET jit = off', _function);  -- only from postgres 11
      EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', _function);  -- only from postgres 12
    END LOOP;
  END IF;
END
$$;
CREATE FUNCTION tally_snapshot(OUT sequence bigint, OUT poll text, OUT choice text, OUT n bigint) RETURNS SETOF record
LANGUAGE sql STABLE AS $$
  SELECT s.sequence, t.poll, t.choice, t.n
  FROM (SELECT coalesce(sum(batches), 0)::bigint AS sequence FROM partitions) AS s
  LEFT JOIN (SELECT poll, choice, sum(n)::bigint AS n FROM tallies GROUP BY poll, choice
             UNION ALL
             SELECT poll, NULL, sum(n)::bigint FROM turnout GROUP BY poll) AS t ON true
  ORDER BY t.poll, t.choice
$$;
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
DO $$
BEGIN
  IF current_setting('server_version_num')::integer >= 110000 THEN
    ALTER FUNCTION tally_snapshot(text[]) SET jit = off;  -- only from postgres 11
  END IF;
END
$$;
CREATE FUNCTION apply_letter(_p integer, _uid uuid, _poll text, _voter text, _choice text, _ms bigint, _final boolean)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _cast_at CONSTANT timestamptz NOT NULL = to_timestamp(_ms / 1000.0::float8);
  _n bigint;
  _old record;
  _never bigint;  -- the `n` of one that never counts
  _step record;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM partitions WHERE p = _p) THEN
    INSERT INTO partitions (p) VALUES (_p);
  END IF;
  SELECT applied + 1 INTO _n FROM partitions WHERE p = _p FOR UPDATE;
  IF EXISTS (SELECT 1 FROM ledger WHERE uid = _uid) THEN
    RETURN 'known';
  END IF;
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  SELECT vote, uid, n INTO _old FROM votes WHERE id = _voter AND poll = _poll FOR UPDATE;
  IF _old.vote IS NOT NULL AND _final THEN
    _never = -1;
  ELSIF EXISTS (SELECT 1 FROM ledger WHERE uid = _old.uid AND cast_at > _cast_at) THEN
    _never = 0;
  END IF;
  IF _never IS NOT NULL THEN
    INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice)
      VALUES (_uid, _cast_at, _never, _p, _poll, _voter, _choice);
    RETURN 'late';
  END IF;
  _n = greatest(_n, _old.n + 1);
  INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice)
    VALUES (_uid, _cast_at, _n, _p, _poll, _voter, _choice);
  UPDATE partitions SET applied = _n, batches = batches + 1 WHERE p = _p;
  PERFORM add_arrivals(_p, ARRAY[_poll], ARRAY[_voter], ARRAY[_ms]);
  IF _old.vote IS NULL THEN
    INSERT INTO votes (poll, id, vote, uid, n) VALUES (_poll, _voter, _choice, _uid, _n);
    UPDATE turnout SET n = n + 1 WHERE poll = _poll AND partition = _p;
    IF NOT FOUND THEN
      INSERT INTO turnout (poll, partition, n) VALUES (_poll, _p, 1);
    END IF;
  ELSE
    UPDATE votes SET vote = _choice, uid = _uid, n = _n WHERE id = _voter AND poll = _poll;
  END IF;
  FOR _step IN
    SELECT o.choice, sum(s.k) AS k
    FROM (VALUES (_choice, 1), (_old.vote, -1)) AS s (choice, k)
    CROSS JOIN LATERAL unnest(string_to_array(s.choice, ',')) AS o (choice)
    GROUP BY o.choice HAVING sum(s.k) <> 0 ORDER BY o.choice COLLATE "C"
  LOOP
    UPDATE tallies SET n = n + _step.k WHERE poll = _poll AND choice = _step.choice AND partition = _p;
    IF NOT FOUND THEN
      INSERT INTO tallies (poll, choice, partition, n) VALUES (_poll, _step.choice, _p, _step.k);
    END IF;
  END LOOP;
  PERFORM pg_notify('scrutin_tallies', json_build_array(_poll)::text);
  RETURN 'applied';
END
$$;
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
CREATE FUNCTION report_viewers(_process uuid, _polls text[], _counts integer[], OUT poll text, OUT n bigint)
RETURNS SETOF record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _now CONSTANT timestamptz NOT NULL = clock_timestamp();
BEGIN
  UPDATE viewers SET heard = _now, polls = _polls, counts = _counts WHERE process = _process;
  IF NOT FOUND THEN
    INSERT INTO viewers (process, heard, polls, counts) VALUES (_process, _now, _polls, _counts);
  END IF;
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
CREATE FUNCTION repair_votes(OUT votes_repaired bigint, OUT tallies_repaired bigint, OUT turnout_repaired bigint,
                             OUT arrivals_repaired bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  LOCK TABLE partitions IN EXCLUSIVE MODE;  -- what a batch writes first
  LOCK TABLE votes IN EXCLUSIVE MODE;       -- the original sample's worker begins here
  SELECT count(*) INTO tallies_repaired FROM audited_tallies WHERE n <> right_n;
  SELECT count(*) INTO turnout_repaired FROM audited_turnout WHERE n <> right_n;
  SELECT count(*) INTO arrivals_repaired FROM audited_arrivals WHERE n <> right_n;
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
CREATE FUNCTION count_beside() RETURNS trigger LANGUAGE plpgsql VOLATILE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on AS $$
DECLARE
  _old_vote text;
  _step record;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.poll <> 'default' THEN
      UPDATE votes SET vote = OLD.vote WHERE id = NEW.id AND poll = NEW.poll;
      RETURN NULL;
    END IF;
    UPDATE votes SET uid = NULL WHERE id = NEW.id AND poll = NEW.poll AND uid IS NOT NULL;
    _old_vote = OLD.vote;
  END IF;
  FOR _try IN 1 .. 5 LOOP
    BEGIN
      FOR _step IN
        SELECT o.choice, sum(s.k) AS k
        FROM (VALUES (NEW.vote, 1), (_old_vote, -1)) AS s (choice, k)
        CROSS JOIN LATERAL unnest(string_to_array(s.choice, ',')) AS o (choice)
        GROUP BY o.choice HAVING sum(s.k) <> 0 ORDER BY o.choice COLLATE "C"
      LOOP
        UPDATE tallies SET n = n + _step.k WHERE poll = NEW.poll AND choice = _step.choice AND partition = -1;
        IF NOT FOUND THEN
          INSERT INTO tallies (poll, choice, partition, n) VALUES (NEW.poll, _step.choice, -1, _step.k);
        END IF;
      END LOOP;
      IF TG_OP = 'INSERT' THEN
        UPDATE turnout SET n = n + 1 WHERE poll = NEW.poll AND partition = -1;
        IF NOT FOUND THEN
          INSERT INTO turnout (poll, partition, n) VALUES (NEW.poll, -1, 1);
        END IF;
      END IF;
      UPDATE partitions SET batches = batches + 1 WHERE p = -1;
      IF NOT FOUND THEN
        INSERT INTO partitions (p, expires, batches) VALUES (-1, 'infinity', 1);
      END IF;
      EXIT;
    EXCEPTION WHEN unique_violation THEN  -- another was first with a row of these: it is there to be updated now
      IF _try = 5 THEN RAISE; END IF;
    END;
  END LOOP;
  PERFORM pg_notify('scrutin_tallies', json_build_array(NEW.poll)::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER vote_came_beside AFTER INSERT ON votes
  FOR EACH ROW WHEN (NEW.uid IS NULL) EXECUTE PROCEDURE count_beside();
CREATE TRIGGER vote_changed_beside AFTER UPDATE OF vote ON votes
  FOR EACH ROW WHEN (NEW.uid IS NOT DISTINCT FROM OLD.uid AND NEW.vote IS DISTINCT FROM OLD.vote
                     AND pg_trigger_depth() = 0) EXECUTE PROCEDURE count_beside();
INSERT INTO scrutin_schema (version) VALUES (3);
