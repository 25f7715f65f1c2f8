-- The tables as version 1 of the schema made them; what later versions add stands in version_2.sql and so on. Run by
-- the worker itself, in one transaction, under an advisory lock.
-- PostgreSQL 9.4 is the oldest server: no ON CONFLICT, no CREATE INDEX IF NOT EXISTS, no generated columns.
--
-- Keys of text compare by bytes (COLLATE "C"): they are looked up and never shown sorted, and a language's order makes
-- each comparison several times dearer.

CREATE TABLE scrutin_schema (
  version integer PRIMARY KEY,
  installed_at timestamptz NOT NULL DEFAULT now()
);

-- Who moves the votes of a partition of Redis' streams. `token` grows with each new holder: what carries an older one
-- is refused (fencing). Row -1 stands for rows of `votes` that came without a ballot: those of the original sample.
CREATE TABLE partitions (
  p integer PRIMARY KEY,
  token bigint NOT NULL DEFAULT 0,
  holder text,                                         -- null: nobody; else unique among running processes
  expires timestamptz NOT NULL DEFAULT '-infinity',    -- by this server's clock, the only one that counts
  lease_ms bigint NOT NULL DEFAULT 0,                  -- how long the lease was given for, when last given
  applied bigint NOT NULL DEFAULT 0,                   -- the `n` of the last ballot
  batches bigint NOT NULL DEFAULT 0                    -- batches that brought a ballot; their sum numbers the snapshots
) WITH (fillfactor = 50);

-- Every ballot that was ever applied, once. Of a voter's ballots in a poll the one with the highest `n` is the vote that
-- counts, whatever partitions they came by. Within a partition `n` counts the ballots in the order of application; it
-- jumps where a voter came from a partition that had counted farther. What never counts has none: 0, it came too late
-- (letters.sql); -1, the voter had voted before in a poll where the first vote stands.
CREATE TABLE ledger (
  uid uuid PRIMARY KEY,
  cast_at timestamptz NOT NULL,                        -- when the vote was recorded
  n bigint NOT NULL,
  partition integer NOT NULL,
  poll text COLLATE "C" NOT NULL,
  voter text COLLATE "C" NOT NULL,
  choice text COLLATE "C" NOT NULL
);

-- Votes by poll and choice, a row a partition so that no two holders write the same one. The truth is the sum over the
-- partitions; a single row may be negative, where a vote that was counted in one partition was changed in another.
CREATE TABLE tallies (
  poll text COLLATE "C",
  choice text COLLATE "C",
  partition integer,
  n bigint NOT NULL,
  PRIMARY KEY (poll, choice, partition)
) WITH (fillfactor = 50);
