// Asio's and Beast's own code, compiled once here (see BOOST_ASIO_SEPARATE_COMPILATION in cmake/dependencies.cmake).
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
