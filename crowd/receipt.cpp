#include "crowd/receipt.hpp"

#include <utility>

#include "crowd/json.hpp"

namespace scrutin::crowd {

asio::awaitable<expected<std::string>> ask_receipt(connection& line, const std::string& receipt,
                                                   clock::duration patience) {
  const question what{"GET", "/api/receipts/" + receipt, "Accept: application/json\r\n"};
  const auto said = co_await line.ask(what, patience, true);
  auto state = said ? text_at(read_object(said->body), "state") : std::string();
  if (state.empty()) co_return mishap{why_not(said)};
  // A text alone could be a mishap too.
  co_return expected<std::string>{boost::system::in_place_value, std::move(state)};
}

}  // namespace scrutin::crowd
