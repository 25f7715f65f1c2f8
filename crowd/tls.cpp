// Asio's own code for TLS, compiled once here (see BOOST_ASIO_SEPARATE_COMPILATION in cmake/dependencies.cmake).
#include <boost/asio/ssl/impl/src.hpp>
