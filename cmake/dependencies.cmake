# Every library that we use, under one name each; what differs between Debian 12, Debian 13 and Ubuntu 24.04 stands here.
# Their headers count as system headers: our warnings judge our own code.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)  # Boost's own CMake files, which CMake 3.30 and newer ask for by name
endif()
find_program(ESBUILD esbuild REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET GLOBAL libpqxx>=6.4)
pkg_check_modules(pq REQUIRED IMPORTED_TARGET GLOBAL libpq)

# scrutin_library(NAME HEADER LIBRARY...): for packages whose own CMake files are missing, or ask for more than we use
# (prometheus-cpp's want civetweb and curl, which its core does without).
function(scrutin_library name header)
  add_library(scrutin_${name} INTERFACE)
  find_path(${name}_INCLUDE_DIR ${header} REQUIRED)
  target_include_directories(scrutin_${name} SYSTEM INTERFACE ${${name}_INCLUDE_DIR})
  foreach(library IN LISTS ARGN)
    find_library(${library}_LIBRARY ${library} REQUIRED)
    target_link_libraries(scrutin_${name} INTERFACE ${${library}_LIBRARY})
  endforeach()
endfunction()

scrutin_library(caf caf/all.hpp caf_core)
scrutin_library(hiredis hiredis/async.h hiredis)
scrutin_library(prometheus prometheus/registry.h prometheus-cpp-core)
scrutin_library(mustache kainjow/mustache.hpp)
scrutin_library(qrcode qrcodegen/qrcodegen.hpp qrcodegencpp)
target_link_libraries(scrutin_caf INTERFACE Threads::Threads)

# Boost's header-only libraries, of the version found above even where an older one is installed too.
add_library(scrutin_boost INTERFACE)
target_link_libraries(scrutin_boost INTERFACE Boost::json Boost::url Threads::Threads)
target_compile_definitions(scrutin_boost INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION)
