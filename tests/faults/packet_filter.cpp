#include "tests/faults/packet_filter.hpp"

#include <stdexcept>

#include "tests/support/child_process.hpp"

namespace scrutin::faults {

namespace {

// Debian keeps nft out of a plain user's PATH.
bool nft(const std::string& script) {
  try {
    test::child_process told{
        {.command = {test::find_program("nft", {"/usr/sbin", "/sbin"}), script}, .log = "/dev/null"}};
    return told.wait(std::chrono::seconds{10}) == 0;
  } catch (const std::exception&) {
    return false;
  }
}

void must(const std::string& script) {
  if (!nft(script)) throw std::runtime_error("nft fails: " + script);
}

}  // namespace

bool packet_filter::possible() { return nft("add table ip faults"); }

packet_filter::packet_filter() {
  must(R"(table ip faults {
    set cut { type ipv4_addr; }
    chain arriving {
      type filter hook input priority 0; policy accept;
      ip saddr @cut drop
      ip daddr @cut drop
    }
  })");
}

void packet_filter::drop(const std::string& address) { must("add element ip faults cut { " + address + " }"); }
void packet_filter::pass(const std::string& address) { must("delete element ip faults cut { " + address + " }"); }

}  // namespace scrutin::faults
