-- What comes first where an earlier version of the schema stands: nobody else reads or writes until all is done, running
-- workers lose their leases, and what is only code goes, to be made anew behind the tables.

LOCK TABLE partitions, ledger, votes, tallies IN ACCESS EXCLUSIVE MODE;  -- as a batch comes to them

-- The next snapshot has another number, since it may say more than the last one.
UPDATE partitions SET token = token + 1, holder = NULL, expires = '-infinity', batches = batches + 1 WHERE p >= 0;
SELECT pg_notify('scrutin_tallies', '');

DROP TRIGGER IF EXISTS vote_came_beside ON votes;
DROP TRIGGER IF EXISTS vote_changed_beside ON votes;

DO $$
DECLARE
  _ours CONSTANT name[] NOT NULL = ARRAY[
    'audited_votes', 'wrong_votes', 'audited_tallies', 'audited_turnout', 'audited_arrivals',
    'acquire_lease', 'renew_lease', 'release_lease', 'replace_votes', 'add_arrivals', 'apply_batch', 'tally_snapshot',
    'arrival_lines', 'apply_letter', 'repair_votes', 'find_receipt', 'offer_options', 'offer_polls', 'report_viewers',
    'count_beside', 'audited_rolls', 'add_to_roll', 'check_roll'];
  _schema CONSTANT oid NOT NULL = relnamespace FROM pg_class WHERE oid = 'ledger'::regclass;
  _views text;
  _function text;
BEGIN
  SELECT string_agg(oid::regclass::text, ', ') INTO _views
    FROM pg_class WHERE relkind = 'v' AND relnamespace = _schema AND relname = ANY (_ours);
  EXECUTE 'DROP VIEW ' || _views;
  FOR _function IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = _schema AND proname = ANY (_ours) LOOP
    EXECUTE 'DROP FUNCTION ' || _function;
  END LOOP;
END
$$;
