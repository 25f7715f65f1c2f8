#pragma once
// The way of one service to its server, which can be broken.
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace scrutin::faults {

/// A TCP proxy on a loopback address of its own. Lives on the loop that it is made for; its functions are for any
/// thread.
class link {
public:
  /// Listens on address:port and connects to 127.0.0.1:server. Throws boost::system::system_error.
  link(boost::asio::io_context& io, std::string address, std::uint16_t port, std::uint16_t server);
  ~link();

  link(const link&) = delete;
  link& operator=(const link&) = delete;

  const std::string& address() const { return address_; }

  void cut();                                  ///< closes all connections, and refuses new ones
  void freeze();                               ///< half open: connections stay, nothing passes
  void slow(std::chrono::milliseconds delay);  ///< each way
  void tear();                                 ///< lets half of the next reply pass, then resets the connection
  void heal();                                 ///< as at the beginning; what a frozen link held back passes now
  void drop();                                 ///< resets all connections, and takes new ones

private:
  struct state;

  template <class F>
  void post(F change);

  std::string address_;
  std::shared_ptr<state> state_;
};

}  // namespace scrutin::faults
