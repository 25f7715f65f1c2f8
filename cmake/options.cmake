# What every target of ours is compiled with: warnings are errors, and a sanitizer where the preset asks for one.
set(SCRUTIN_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them: address,undefined or thread")

add_library(scrutin_options INTERFACE)
target_compile_features(scrutin_options INTERFACE cxx_std_20)
target_include_directories(scrutin_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(scrutin_options INTERFACE -Wall -Wextra -Wconversion -Werror)
target_compile_definitions(scrutin_options INTERFACE SCRUTIN_VERSION="${PROJECT_VERSION}")

if(SCRUTIN_SANITIZE)
  target_compile_options(scrutin_options INTERFACE
    -fsanitize=${SCRUTIN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(scrutin_options INTERFACE -fsanitize=${SCRUTIN_SANITIZE})
endif()

# What looks at each access to memory a second time: AddressSanitizer meets a null pointer and an object's end by itself. One file of
# actors took 16.7 s without these, and 24.4 s with them.
if(SCRUTIN_SANITIZE MATCHES address AND SCRUTIN_SANITIZE MATCHES undefined)
  target_compile_options(scrutin_options INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
endif()

# Asio fences with atomic_thread_fence, which g++ says that ThreadSanitizer does not see.
if(SCRUTIN_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(scrutin_options INTERFACE -Wno-tsan)
endif()

# What one checkout compiled, another takes from the cache: paths below the checkout count as relative ones. With a precompiled header
# it wants to be told that we use neither __DATE__ nor macros by which that differs from its text.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# For executables; does nothing without a sanitizer.
add_library(scrutin_sanitizers OBJECT ${CMAKE_CURRENT_LIST_DIR}/sanitizers.cpp)
target_link_libraries(scrutin_sanitizers PRIVATE scrutin_options)
