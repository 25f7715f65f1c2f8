# scrutin_embed(TARGET NAME FILE...): compiles files into TARGET as a table from file name to bytes,
# `scrutin::embedded::NAME`, declared in <embedded/NAME.hpp>. A script (.js) stands there as one file with the modules that
# it imports. With PACKED before the files, each stands there a second time as FILE.gz, compressed. With NAMED, each has a name
# of its own beside: `scrutin::embedded::bury_lua` is bury.lua, so
# that who names a file that is not there does not compile.
function(scrutin_embed target name)
  cmake_parse_arguments(PARSE_ARGV 2 embed "PACKED;NAMED" "" "")
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(files)
  foreach(file IN LISTS embed_UNPARSED_ARGUMENTS)
    list(APPEND files ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  add_custom_command(
    OUTPUT ${folder}/${name}.hpp ${folder}/${name}.cpp
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFOLDER=${folder} -DPACKED=${embed_PACKED} -DNAMED=${embed_NAMED}
      "-DFILES=${files}" -DROOT=${PROJECT_SOURCE_DIR} -DESBUILD=${ESBUILD} -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPFILE ${folder}/${name}.d
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${name}.cpp ${folder}/${name}.hpp)
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
