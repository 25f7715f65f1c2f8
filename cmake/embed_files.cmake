# Run by scrutin_embed at build time: writes FILES as byte arrays, since a string literal may not hold 64 KiB everywhere.
set(arrays "")
set(rows "")
set(count 0)
foreach(file IN LISTS FILES)
  get_filename_component(base ${file} NAME)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char file_${count}[] = {${bytes}0};\n")
  string(APPEND rows "  {\"${base}\", {reinterpret_cast<const char*>(file_${count}), sizeof(file_${count}) - 1}},\n")
  math(EXPR count "${count} + 1")
  if(NOT PACKED)
    continue()
  endif()
  set(packed ${FOLDER}/${base}.gz)
  execute_process(COMMAND gzip -9 -n -c ${file} OUTPUT_FILE ${packed} COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${packed} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char file_${count}[] = {${bytes}0};\n")
  string(APPEND rows "  {\"${base}.gz\", {reinterpret_cast<const char*>(file_${count}), sizeof(file_${count}) - 1}},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE ${FOLDER}/${NAME}.hpp "#pragma once
#include <array>
#include <string_view>
#include <utility>
namespace scrutin::embedded {
/// File name to content.
extern const std::array<std::pair<std::string_view, std::string_view>, ${count}> ${NAME};
}
")
file(WRITE ${FOLDER}/${NAME}.cpp "#include <embedded/${NAME}.hpp>
namespace scrutin::embedded {
namespace {
${arrays}}
const std::array<std::pair<std::string_view, std::string_view>, ${count}> ${NAME}{{
${rows}}};
}
")
