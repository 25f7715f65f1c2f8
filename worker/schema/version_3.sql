-- What version 3 adds: what a ballot meant travels with it, and rows that others write are counted by themselves.

-- Every offer that was ever made to voters (actors/offer.hpp): a ballot means what its offer says, whatever the settings
-- say by the time it is applied. `offered` holds the options of all of them, and of earlier versions, which knew no offers.
CREATE TABLE offers (
  digest text COLLATE "C" PRIMARY KEY,
  poll text COLLATE "C" NOT NULL,
  options text COLLATE "C" NOT NULL,                   -- ids, with commas between them
  final boolean NOT NULL,                              -- whether a voter's first vote stands
  heard timestamptz NOT NULL DEFAULT now()
);
