#include "vote/result_link.hpp"

namespace scrutin::vote {

std::optional<std::string> result_link::results(const config::poll& poll, const actors::uid* receipt) const {
  if (base_.empty() || poll.results == config::publication::hidden) return std::nullopt;
  auto link = base_ + "/polls/" + poll.id;
  if (poll.results == config::publication::after_vote && receipt != nullptr) link += "?receipt=" + receipt->to_string();
  return link;
}

std::optional<std::string> result_link::receipt(const actors::uid& receipt) const {
  if (base_.empty()) return std::nullopt;
  return base_ + "/receipts/" + receipt.to_string();
}

}  // namespace scrutin::vote
