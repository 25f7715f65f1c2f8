# Run by scrutin_embed at build time: writes FILES as arrays of characters, since a string literal may not hold 64 KiB everywhere.
# All of it is there before main(), and before any other file's own constants are made.
cmake_minimum_required(VERSION 3.22)

# bundle(SCRIPT OUT): one classic script of SCRIPT and all that it imports; what that is goes to `modules` of the caller. One
# file, as a page that has it has all of it: half a script could neither run nor let the page load itself again. The level of
# the language stays as it is written.
function(bundle script out)
  set(inventory ${out}.json)
  execute_process(
    COMMAND ${ESBUILD} ${script} --bundle --format=iife --target=es2021 --charset=utf8 --log-level=warning
      "--banner:js=\"use strict\";" --outfile=${out} --metafile=${inventory}
    WORKING_DIRECTORY ${ROOT}
    COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${inventory} inventory)
  string(JSON count LENGTH "${inventory}" inputs)
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON module MEMBER "${inventory}" inputs ${i})
    list(APPEND modules ${ROOT}/${module})
  endforeach()
  set(modules "${modules}" PARENT_SCOPE)
endfunction()

set(modules "")
set(arrays "")
set(rows "")
set(declared "")
set(defined "")
set(count 0)
foreach(file IN LISTS FILES)
  get_filename_component(base ${file} NAME)
  if(file MATCHES "\\.js$")
    bundle(${file} ${FOLDER}/${base})
    set(file ${FOLDER}/${base})
  endif()
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "constexpr char file_${count}[] = {${bytes}0};\n")
  string(APPEND rows "  {\"${base}\", {file_${count}, sizeof(file_${count}) - 1}},\n")
  if(NAMED)
    string(REPLACE "." "_" word ${base})
    string(APPEND declared "extern const std::string_view ${word};\n")
    string(APPEND defined "constinit const std::string_view ${word}{file_${count}, sizeof(file_${count}) - 1};\n")
  endif()
  math(EXPR count "${count} + 1")
  if(NOT PACKED)
    continue()
  endif()
  set(packed ${FOLDER}/${base}.gz)
  execute_process(COMMAND gzip -9 -n -c ${file} OUTPUT_FILE ${packed} COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${packed} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "constexpr char file_${count}[] = {${bytes}0};\n")
  string(APPEND rows "  {\"${base}.gz\", {file_${count}, sizeof(file_${count}) - 1}},\n")
  math(EXPR count "${count} + 1")
endforeach()

# What a script imports may change without it.
list(JOIN modules " " modules)
file(WRITE ${FOLDER}/${NAME}.d "${FOLDER}/${NAME}.hpp: ${modules}\n")

file(WRITE ${FOLDER}/${NAME}.hpp "#pragma once
#include <array>
#include <string_view>
#include <utility>
namespace scrutin::embedded {
/// File name to content.
extern const std::array<std::pair<std::string_view, std::string_view>, ${count}> ${NAME};
${declared}}
")
file(WRITE ${FOLDER}/${NAME}.cpp "#include <embedded/${NAME}.hpp>
namespace scrutin::embedded {
namespace {
${arrays}}
constinit const std::array<std::pair<std::string_view, std::string_view>, ${count}> ${NAME}{{
${rows}}};
${defined}}
")
