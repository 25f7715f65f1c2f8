-- Version 1 of the schema, without its comments: what databases hold that an earlier worker made.
CREATE TABLE scrutin_schema (
  version integer PRIMARY KEY,
  installed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE partitions (
  p integer PRIMARY KEY,
  token bigint NOT NULL DEFAULT 0,
  holder text,
  expires timestamptz NOT NULL DEFAULT '-infinity',
  lease_ms bigint NOT NULL DEFAULT 0,
  applied bigint NOT NULL DEFAULT 0,
  batches bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE ledger (
  uid uuid PRIMARY KEY,
  cast_at timestamptz NOT NULL,
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
  ADD COLUMN uid uuid,
  ADD COLUMN n bigint,
  ALTER COLUMN id TYPE varchar(255) COLLATE "C",
  ADD PRIMARY KEY (id, poll);
INSERT INTO tallies (poll, choice, partition, n) SELECT poll, vote, -1, count(*) FROM votes GROUP BY poll, vote;
INSERT INTO partitions (p, expires, batches)
  SELECT -1, 'infinity', count(*) FROM (SELECT 1 FROM votes LIMIT 1) AS any_row;
CREATE FUNCTION acquire_lease(_p integer, _holder text, _lease_ms bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  _token bigint;
BEGIN
  IF _p < 0 OR _holder IS NULL OR _lease_ms <= 0 THEN
    RAISE EXCEPTION 'acquire_lease(%, %, %): want a partition from 0, a holder, a time above 0', _p, _holder, _lease_ms
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM partitions WHERE p = _p) THEN
    BEGIN
      INSERT INTO partitions (p) VALUES (_p);
    EXCEPTION WHEN unique_violation THEN
      NULL;
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
                            _choices text[], _times bigint[]) RETURNS bigint LANGUAGE plpgsql VOLATILE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on SET enable_indexonlyscan = on AS $$
DECLARE
  _applied bigint;
  _fresh bigint;
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
           array_agg(f.choice ORDER BY f.ord), array_agg(f.ms ORDER BY f.ord)
      INTO _uids, _polls, _voters, _choices, _times
      FROM (SELECT DISTINCT ON (b.uid) b.*
            FROM unnest(_uids, _polls, _voters, _choices, _times) WITH ORDINALITY
              AS b (uid, poll, voter, choice, ms, ord)
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
  WITH last AS (
    SELECT w.poll, w.voter, w.choice, w.uid, w.n, v.vote AS old_choice, v.uid AS old_uid, v.n AS old_n
    FROM (SELECT DISTINCT ON (b.voter COLLATE "C", b.poll COLLATE "C") b.poll, b.voter, b.choice, b.uid,
                 _applied + b.ord AS n
          FROM unnest(_uids, _polls, _voters, _choices) WITH ORDINALITY AS b (uid, poll, voter, choice, ord)
          ORDER BY b.voter COLLATE "C", b.poll COLLATE "C", b.ord DESC) AS w
    LEFT JOIN LATERAL (SELECT vote, uid, n FROM votes WHERE id = w.voter AND poll = w.poll OFFSET 0) AS v ON true
  ), jump AS (
    SELECT coalesce(max(old_n - n) + 1, 0) AS width FROM last WHERE old_n >= n
  ), inserted AS (
    INSERT INTO votes (poll, id, vote, uid, n)
      SELECT poll, voter, choice, uid, n + width FROM last, jump WHERE old_choice IS NULL
  ), known AS (
    SELECT array_agg(poll) AS polls, array_agg(voter) AS voters, array_agg(choice) AS choices, array_agg(uid) AS uids,
           array_agg(n + width) AS ns, array_agg(old_choice::text) AS old_choices, array_agg(old_uid) AS old_uids
    FROM last, jump WHERE old_choice IS NOT NULL
  ), differences AS (
    SELECT poll, choice, sum(k) AS k
    FROM (SELECT poll, choice, 1 AS k FROM last
          UNION ALL SELECT poll, old_choice, -1 FROM last WHERE old_choice IS NOT NULL) AS steps
    GROUP BY poll, choice HAVING sum(k) <> 0
  ), ordered AS (
    SELECT array_agg(poll ORDER BY poll, choice) AS polls, array_agg(choice ORDER BY poll, choice) AS choices,
           array_agg(k ORDER BY poll, choice) AS steps
    FROM differences
  )
  SELECT known.*, ordered.polls AS changed_polls, ordered.choices AS changed_choices, ordered.steps, jump.width
    INTO _last FROM known, ordered, jump;
  IF _last.voters IS NOT NULL THEN
    PERFORM replace_votes(_last.polls, _last.voters, _last.choices, _last.uids, _last.ns, _last.old_choices,
                          _last.old_uids);
  END IF;
  IF _last.width > 0 THEN
    UPDATE ledger SET n = n + _last.width WHERE uid = ANY (_uids);
    UPDATE partitions SET applied = applied + _last.width WHERE p = _p;
  END IF;
  IF _last.steps IS NULL THEN
    RETURN _fresh;
  END IF;
  FOR i IN 1 .. array_length(_last.steps, 1) LOOP
    UPDATE tallies SET n = n + _last.steps[i]
      WHERE poll = _last.changed_polls[i] AND choice = _last.changed_choices[i] AND partition = _p;
    IF NOT FOUND THEN
      INSERT INTO tallies (poll, choice, partition, n)
        VALUES (_last.changed_polls[i], _last.changed_choices[i], _p, _last.steps[i]);
    END IF;
  END LOOP;
  SELECT json_agg(DISTINCT poll)::text INTO _payload FROM unnest(_last.changed_polls) AS poll;
  PERFORM pg_notify('scrutin_tallies', CASE WHEN octet_length(_payload) < 4000 THEN _payload ELSE '' END);
  RETURN _fresh;
END
$$;
DO $$
DECLARE
  _function regprocedure;
BEGIN
  IF current_setting('server_version_num')::integer >= 120000 THEN
    FOR _function IN SELECT oid FROM pg_proc
        WHERE oid IN ('apply_batch'::regproc::oid, 'replace_votes'::regproc::oid) LOOP
      EXECUTE format('ALTER FUNCTION %s SET jit = off', _function);
      EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', _function);
    END LOOP;
  END IF;
END
$$;
CREATE FUNCTION tally_snapshot(OUT sequence bigint, OUT poll text, OUT choice text, OUT n bigint) RETURNS SETOF record
LANGUAGE sql STABLE AS $$
  SELECT s.sequence, t.poll, t.choice, t.n
  FROM (SELECT coalesce(sum(batches), 0)::bigint AS sequence FROM partitions) AS s
  LEFT JOIN (SELECT poll, choice, sum(n)::bigint AS n FROM tallies GROUP BY poll, choice) AS t ON true
  ORDER BY t.poll, t.choice
$$;
CREATE FUNCTION apply_letter(_p integer, _uid uuid, _poll text, _voter text, _choice text, _ms bigint) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _cast_at CONSTANT timestamptz NOT NULL = to_timestamp(_ms / 1000.0::float8);
  _n bigint;
  _old record;
  _late boolean;
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
  _late = EXISTS (SELECT 1 FROM ledger WHERE uid = _old.uid AND cast_at > _cast_at);
  IF _late THEN
    INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice)
      VALUES (_uid, _cast_at, 0, _p, _poll, _voter, _choice);
    RETURN 'late';
  END IF;
  _n = greatest(_n, _old.n + 1);
  INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice)
    VALUES (_uid, _cast_at, _n, _p, _poll, _voter, _choice);
  UPDATE partitions SET applied = _n, batches = batches + 1 WHERE p = _p;
  IF _old.vote IS NULL THEN
    INSERT INTO votes (poll, id, vote, uid, n) VALUES (_poll, _voter, _choice, _uid, _n);
  ELSE
    UPDATE votes SET vote = _choice, uid = _uid, n = _n WHERE id = _voter AND poll = _poll;
  END IF;
  FOR _step IN
    SELECT choice, sum(k) AS k FROM (VALUES (_choice, 1), (_old.vote::text, -1)) AS steps (choice, k)
    WHERE choice IS NOT NULL GROUP BY choice HAVING sum(k) <> 0 ORDER BY choice COLLATE "C"
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
CREATE VIEW audited_tallies AS
  SELECT coalesce(t.poll, v.poll) AS poll, coalesce(t.choice, v.choice) AS choice,
         coalesce(t.n, 0)::bigint AS n, coalesce(v.n, 0)::bigint AS right_n
  FROM (SELECT poll, choice, sum(n) AS n FROM tallies GROUP BY poll, choice) AS t
  FULL JOIN (SELECT poll, right_choice AS choice, count(*) AS n FROM audited_votes
             WHERE right_choice IS NOT NULL GROUP BY poll, right_choice) AS v
    ON v.poll = t.poll AND v.choice = t.choice
  WHERE coalesce(t.n, 0) <> 0 OR v.n IS NOT NULL;
CREATE FUNCTION repair_votes(OUT votes_repaired bigint, OUT tallies_repaired bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  LOCK TABLE partitions IN EXCLUSIVE MODE;
  LOCK TABLE votes IN EXCLUSIVE MODE;
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
INSERT INTO scrutin_schema (version) VALUES (1);
