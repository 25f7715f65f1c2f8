-- Puts voters on the roll of a poll; answers how many were not on it yet.
CREATE FUNCTION add_to_roll(_poll text, _voters text[]) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  _added bigint;
BEGIN
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  INSERT INTO roll (poll, voter)
    SELECT DISTINCT _poll, v.voter FROM unnest(_voters) AS v (voter)
    WHERE NOT EXISTS (SELECT 1 FROM roll AS r WHERE r.poll = _poll AND r.voter = v.voter);
  GET DIAGNOSTICS _added = ROW_COUNT;
  RETURN _added;
END
$$;

-- Refuses ballots that were cast under an offer with a roll, where one is from a voter who is not on it. The error is
-- one about data: the caller halves the batch until that ballot stands alone, and puts it with the dead letters.
CREATE FUNCTION check_roll(_polls text[], _voters text[], _roll boolean[]) RETURNS void LANGUAGE plpgsql STABLE
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_indexscan = on SET enable_indexonlyscan = on AS $$
DECLARE
  _poll text;
BEGIN
  SELECT b.poll INTO _poll FROM unnest(_polls, _voters, _roll) AS b (poll, voter, roll)
    WHERE b.roll AND NOT EXISTS (SELECT 1 FROM roll AS r WHERE r.poll = b.poll AND r.voter = b.voter OFFSET 0)
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'its voter is not on the roll of the poll "%"', _poll USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END
$$;
