-- Puts the votes of a batch in place of those that stand, which the caller has read. What is replaced is what was read,
-- else nothing is (40001): a vote that changed in between is not updated, and one that came in between breaks the key.
--
-- A join is the planner's to order, and where it takes `votes` for a tiny table it reads all of it for each row of the
-- batch. It can merge or hash by `=`, and read an index from end to end for that, but neither by `= ANY`: which leaves
-- it one plan without a sequential scan, a look-up in the key for each row.
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

-- Applies a batch of ballots, in the order of the arrays, and renews the lease. Answers how many were not in the ledger
-- yet; the others count for nothing, so that a batch may be sent again. A uid that stands twice in a batch counts once,
-- as its first ballot. Where it names an entry, the stream is applied up to that one from then on.
--
-- A ballot for which `_final` holds was cast where a voter's first vote stands: it counts only where none stands yet, else
-- it gets -1 in the ledger. In a batch with such ballots they have no voter from then on.
--
-- One for which `_roll` holds was cast where voters must be on a roll, and must be from one who is.
--
-- Errors: SC001, the token is not the partition's any more: stop, the next holder applies these ballots.
--         23000, a ballot is from a voter who is not on the roll.
--         40001, 40P01 or 23505, another partition wrote a row that this one had read: send the batch again.
--
-- VOLATILE, in READ COMMITTED: each statement sees what was committed before it began. So the row lock of the first one
-- keeps a late batch of a former holder from being missed by the ones below.
--
-- Every look-up here is from arrays into a keyed table and must go by its index; at a batch's size nothing else ever
-- pays. The planner is not asked: tables grow from nothing to millions of rows between two ANALYZEs, and plans stay.
-- OFFSET 0 makes it look up each element on its own; replace_votes has another way.
CREATE FUNCTION apply_batch(_p integer, _token bigint, _lease_ms bigint, _uids uuid[], _polls text[], _voters text[],
                            _choices text[], _times bigint[], _final boolean[], _roll boolean[],
                            _entry text DEFAULT NULL, _entry_uid uuid DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on SET enable_indexonlyscan = on AS $$
DECLARE
  _applied bigint;
  _fresh bigint;
  _later uuid[];
  _last record;
  _payload text;
BEGIN
  UPDATE partitions
    SET lease_ms = _lease_ms, expires = clock_timestamp() + _lease_ms * interval '1 millisecond',
        entry = coalesce(_entry, entry), entry_uid = coalesce(_entry_uid, entry_uid)
    WHERE p = _p AND token = _token AND holder IS NOT NULL
    RETURNING applied INTO _applied;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'partition % has another holder: token % is out of date', _p, _token USING ERRCODE = 'SC001';
  END IF;

  IF true = ANY (_roll) THEN
    PERFORM check_roll(_polls, _voters, _roll);
  END IF;

  -- Nearly every batch is all new, and the key finds out at no cost. A replay fails at its first row.
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

  -- A caller drops the votes from Redis once this is committed: that must be on disk, whatever the server's default.
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

  -- The last ballot of each voter, in the key's order, beside the vote that it replaces. Where that one came by another
  -- partition (their number was changed), it may have a higher `n`: the whole batch then jumps over it, so that each of
  -- the voter's ballots here has a higher one. `first_n` and `first_ms` are of the first of these.
  WITH last AS (
    SELECT w.poll, w.voter, w.choice, w.uid, w.n, w.final, w.first_n, w.first_ms, v.vote AS old_choice,
           v.uid AS old_uid, v.n AS old_n
    FROM (SELECT DISTINCT ON (b.voter COLLATE "C", b.poll COLLATE "C") b.poll, b.voter, b.choice, b.uid,
                 b.final, _applied + b.ord AS n,
                 _applied + last_value(b.ord) OVER of_voter AS first_n, last_value(b.ms) OVER of_voter AS first_ms
          FROM unnest(_uids, _polls, _voters, _choices, _times, _final) WITH ORDINALITY
            AS b (uid, poll, voter, choice, ms, final, ord)
          WHERE b.voter IS NOT NULL
          WINDOW of_voter AS (PARTITION BY b.voter COLLATE "C", b.poll COLLATE "C" ORDER BY b.ord DESC
                              ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
          ORDER BY b.voter COLLATE "C", b.poll COLLATE "C", b.ord DESC) AS w
    LEFT JOIN LATERAL (SELECT vote, uid, n FROM votes WHERE id = w.voter AND poll = w.poll OFFSET 0) AS v ON true
  ), jump AS (
    SELECT coalesce(max(old_n - first_n) + 1, 0) AS width FROM last WHERE old_n >= first_n
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
  ), arrived AS (  -- a vote of the sample's worker has no `n`, and keeps that of the ballot whose place it took
    SELECT array_agg(poll) AS polls, array_agg(first_ms) AS times FROM last WHERE old_n IS NULL
  ), ordered AS (
    SELECT array_agg(poll ORDER BY poll, choice) AS polls, array_agg(choice ORDER BY poll, choice) AS choices,
           array_agg(k ORDER BY poll, choice) AS steps
    FROM differences
  )
  SELECT known.*, ordered.polls AS changed_polls, ordered.choices AS changed_choices, ordered.steps, jump.width,
         newcomers.polls AS newcomers_polls, newcomers.counts AS newcomers, arrived.polls AS arrived_polls,
         arrived.times AS arrived_times
    INTO _last FROM known, ordered, jump, newcomers, arrived;
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
  PERFORM add_arrivals(_p, _last.arrived_polls, _last.arrived_times);
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

  -- Who chooses the same again changes no figure, but waits for the word that it is counted.
  SELECT json_agg(c.poll)::text INTO _payload
    FROM (SELECT DISTINCT b.poll COLLATE "C" AS poll FROM unnest(_polls, _voters) AS b (poll, voter)
          WHERE b.voter IS NOT NULL ORDER BY 1) AS c;
  IF _payload IS NOT NULL THEN
    PERFORM pg_notify('scrutin_tallies', CASE WHEN octet_length(_payload) < 4000 THEN _payload ELSE '' END);
  END IF;
  RETURN _fresh;
END
$$;

-- Newer servers would compile these short statements, or plan each call anew for the arrays at hand: both cost more
-- than the statements do. 9.4 knows neither setting.
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
