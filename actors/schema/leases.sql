-- Leases: one holder a partition. Time is this server's; safety rests on the token alone, the lease only spares workers
-- from taking a partition from one another.

-- The new token, or null where another holds the partition. A holder that asks again gets a new token at once (its
-- connection was lost, say). A lease that ends later than it was given for is the work of a clock that stepped back:
-- it is over.
--
-- Error: SC003, the worker was made for another version of these tables. One that runs on while they are brought up to
-- date loses its partitions, and learns here why.
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

-- What workers of version 1 ask.
CREATE FUNCTION acquire_lease(_p integer, _holder text, _lease_ms bigint) RETURNS bigint LANGUAGE sql AS $$
  SELECT acquire_lease(_p, _holder, _lease_ms, 1)
$$;

-- False where the token is no longer the partition's.
CREATE FUNCTION renew_lease(_p integer, _token bigint, _lease_ms bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE partitions
    SET lease_ms = _lease_ms, expires = clock_timestamp() + _lease_ms * interval '1 millisecond'
    WHERE p = _p AND token = _token AND holder IS NOT NULL;
  RETURN FOUND;
END
$$;

-- Leaves the partition to whoever asks next; what still carries the token is refused from here on.
CREATE FUNCTION release_lease(_p integer, _token bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE partitions SET holder = NULL, expires = '-infinity' WHERE p = _p AND token = _token AND holder IS NOT NULL;
  RETURN FOUND;
END
$$;
