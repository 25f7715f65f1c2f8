#include "vote/visitor.hpp"

#include "http/site_address.hpp"

namespace scrutin::vote {

const browser_memory& visitor::memory() const {
  if (!memory_ || read_under_ != key_->edition()) {
    memory_.emplace(asked(), *key_);
    read_under_ = key_->edition();
  }
  return *memory_;
}

const result_link& visitor::links() const {
  if (!links_) links_.emplace(http::site_address(material_->result_url, asked()));
  return *links_;
}

void visitor::keep(http::response& answer, const http::voter_id& voter) const {
  memory().keep(answer, asked(), *key_, voter);
}

void visitor::keep(http::response& answer, const http::voter_id& voter, const kept_votes& votes,
                   clock::time_point now) const {
  memory().keep(answer, asked(), *key_, voter, votes, now);
}

}  // namespace scrutin::vote
