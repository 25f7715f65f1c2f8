-- Applies the ballot of a dead letter, which is older than what its voter may have chosen since. Answers what became of
-- it: `applied`; `late`, in the ledger now, but a later ballot of the voter stands; `known`, in the ledger already.
-- Where `_final` holds, whatever vote stands goes on standing, and the letter is `late`.
--
-- Errors: 40001, 40P01 or 23505, another partition wrote the same vote: call it again.
--         23000, `_roll` holds and the voter is not on the roll.
--
-- The partition's row is locked first, as by a batch. VOLATILE, in READ COMMITTED, for the same reason as there.
CREATE FUNCTION apply_letter(_p integer, _uid uuid, _poll text, _voter text, _choice text, _ms bigint, _final boolean,
                             _roll boolean) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _cast_at CONSTANT timestamptz NOT NULL = to_timestamp(_ms / 1000.0::float8);
  _n bigint;
  _old record;
  _never bigint;  -- the `n` of one that never counts
  _step record;
BEGIN
  PERFORM check_roll(ARRAY[_poll], ARRAY[_voter], ARRAY[_roll]);
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
  IF _old.n IS NULL THEN
    PERFORM add_arrivals(_p, ARRAY[_poll], ARRAY[_ms]);
  END IF;
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
