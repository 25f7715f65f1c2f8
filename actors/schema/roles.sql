-- Three roles for the database, each with what it needs and no more; `worker roles` prints this. Run it as a superuser in the
-- database of the votes, once a worker has made the tables there, and again after each upgrade: functions are made anew then.
--
--   scrutin_owner   makes and upgrades the tables
--   scrutin_worker  moves votes, and runs the worker's commands; changes no table's form
--   scrutin_result  reads the tallies, and learns of nobody what they voted
--
-- They get no passwords here: \password scrutin_result, and so on. The tables are those of the search path; what a version of the
-- schema does not have is passed over.
BEGIN;
DO $$
DECLARE
  _schema CONSTANT text NOT NULL =
    (SELECT quote_ident(n.nspname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.oid = 'ledger'::regclass);
  _role text;
  _one record;
BEGIN
  FOREACH _role IN ARRAY ARRAY['scrutin_owner', 'scrutin_worker', 'scrutin_result'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = _role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', _role);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %s TO %I', _schema, _role);
  END LOOP;
  -- Before PostgreSQL 15 everybody may put tables and functions there.
  EXECUTE format('REVOKE CREATE ON SCHEMA %s FROM PUBLIC, scrutin_worker, scrutin_result', _schema);
  EXECUTE format('GRANT CREATE ON SCHEMA %s TO scrutin_owner', _schema);

  FOR _one IN
    SELECT c.oid::regclass AS name, c.relkind AS kind, t.writes
    FROM (VALUES ('scrutin_schema', ''), ('partitions', 'INSERT, UPDATE, DELETE'), ('ledger', 'INSERT, UPDATE'),
                 ('tallies', 'INSERT, UPDATE, DELETE'), ('turnout', 'INSERT, UPDATE, DELETE'),
                 ('arrivals', 'INSERT, UPDATE, DELETE'), ('votes', 'INSERT, UPDATE, DELETE'),
                 ('offered', 'INSERT, UPDATE, DELETE'), ('offers', 'INSERT, UPDATE, DELETE'), ('roll', 'INSERT'),
                 ('viewers', ''), ('ledger_arrivals', ''), ('audited_votes', ''), ('wrong_votes', ''),
                 ('audited_tallies', ''), ('audited_turnout', ''), ('audited_arrivals', ''),
                 ('audited_rolls', '')) AS t (name, writes)
    JOIN pg_class AS c ON c.relname = t.name
      AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'ledger'::regclass)
  LOOP
    EXECUTE format('ALTER %s %s OWNER TO scrutin_owner', CASE _one.kind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, _one.name);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, scrutin_worker, scrutin_result', _one.name);
    EXECUTE format('GRANT SELECT ON %s TO scrutin_worker', _one.name);
    IF _one.writes <> '' THEN
      EXECUTE format('GRANT %s ON %s TO scrutin_worker', _one.writes, _one.name);
    END IF;
  END LOOP;

  FOR _one IN
    SELECT p.oid::regprocedure AS name FROM pg_proc AS p
    WHERE p.pronamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'ledger'::regclass)
      AND p.proname = ANY (ARRAY['acquire_lease', 'renew_lease', 'release_lease', 'replace_votes', 'add_arrivals', 'apply_batch',
                                 'tally_snapshot', 'arrival_lines', 'apply_letter', 'repair_votes', 'find_receipt',
                                 'offer_options', 'offer_polls', 'report_viewers', 'count_beside', 'add_to_roll',
                                 'check_roll'])
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO scrutin_owner', _one.name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', _one.name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO scrutin_worker', _one.name);
  END LOOP;

  -- A receipt says what became of a ballot. It is looked up with the owner's eyes, so that who asks needs to see no ballot.
  EXECUTE format('ALTER FUNCTION find_receipt(uuid) SECURITY DEFINER SET search_path = %s, pg_temp', _schema);
END
$$;

GRANT SELECT ON scrutin_schema, tallies, turnout, arrivals TO scrutin_result;
GRANT SELECT (p, batches) ON partitions TO scrutin_result;
GRANT SELECT, INSERT, UPDATE, DELETE ON viewers TO scrutin_result;
GRANT EXECUTE ON FUNCTION tally_snapshot(), tally_snapshot(text[]), arrival_lines(text[]), find_receipt(uuid),
  report_viewers(uuid, text[], integer[]) TO scrutin_result;
COMMIT;
