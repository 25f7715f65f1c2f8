-- The current vote of each voter: the original sample's table with two columns more, so that the sample's result page
-- reads it and its worker writes it as ever. One that exists keeps its rows, under the poll `default`.

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

-- Keyed by voter first: the sample's worker looks for the id alone. Room on each page keeps a changed vote on its page,
-- without touching the index.
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
