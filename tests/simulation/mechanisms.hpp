#pragma once
// What keeps votes safe.

namespace scrutin::simulation {

/// What is switched off in a run, to see that it is needed.
struct mechanisms {
  bool lease = true;     ///< PostgreSQL refuses a token that is out of date
  bool ledger = true;    ///< PostgreSQL drops a ballot that it has
  bool memory = true;    ///< PostgreSQL remembers options that the settings lack by now
  bool offers = true;    ///< who applies a ballot finds in Redis the offer that it points to
  bool mark = true;      ///< who reads on looks whether the stream is the one that was read
  bool keep = true;      ///< what is applied stays in Redis for a while
  bool halving = true;   ///< PostgreSQL says which errors are about the data, so that a batch is halved down to it
  bool deadline = true;  ///< Redis adds no ballot that comes too late
};

}  // namespace scrutin::simulation
