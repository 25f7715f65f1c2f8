-- What version 4 adds: polls in which each voter has a code.

-- Who may vote in such a poll: of each code only a hash, which is the voter of its ballots (actors/ballots/roll.hpp).
-- Rows are only ever added.
CREATE TABLE roll (
  poll text COLLATE "C",
  voter text COLLATE "C",
  PRIMARY KEY (poll, voter)
);

ALTER TABLE offers ADD COLUMN roll boolean NOT NULL DEFAULT false;  -- whether voters must be on the poll's roll
