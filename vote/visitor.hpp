#pragma once
// Who sent a request.
#include <optional>
#include <string_view>

#include "actors/ingest/voter_key.hpp"
#include "http/message.hpp"
#include "pages/reader.hpp"
#include "vote/browser_memory.hpp"
#include "vote/result_link.hpp"
#include "vote/vote_material.hpp"

namespace scrutin::vote {

/// The visitor of one request: what their browser remembers, what they read, and where they find the results. Each part
/// is found out when it is first needed, and once.
class visitor {
public:
  using clock = browser_memory::clock;

  /// `material` and `key`, and what `reader` refers to, outlive it.
  visitor(const vote_material& material, const pages::reader& reader, const actors::voter_key& key)
      : material_(&material), key_(&key), reader_(reader) {}

  const vote_material& material() const { return *material_; }
  const pages::reader& reader() const { return reader_; }
  const http::request& asked() const { return reader_.asked(); }
  const pages::catalogue& texts() const { return reader_.texts(); }

  /// Read anew where the key or the epoch became another meanwhile; then what it returned before is gone.
  const browser_memory& memory() const;

  /// The result pages as this browser finds them.
  const result_link& links() const;

  /// Has the browser remember its voter. The key is known.
  void keep(http::response& answer, const http::voter_id& voter) const;

  /// The same with votes of that voter.
  void keep(http::response& answer, const http::voter_id& voter, const kept_votes& votes, clock::time_point now) const;

private:
  const vote_material* material_;
  const actors::voter_key* key_;
  pages::reader reader_;
  mutable std::optional<browser_memory> memory_;
  mutable unsigned read_under_ = 0;  // the key's edition
  mutable std::optional<result_link> links_;
};

}  // namespace scrutin::vote
