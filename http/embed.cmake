# The texts, and the parts of pages that vote and result share: `scrutin::embedded::http_files` and `http_assets`.
scrutin_embed(scrutin_http http_files
  lang/en.toml lang/fr.toml
  pages/head.mustache pages/top.mustache pages/foot.mustache pages/error.mustache pages/polls.mustache)
scrutin_embed(scrutin_http http_assets PACKED assets/base.css assets/notice.css assets/polls.js assets/icon.svg)
target_include_directories(scrutin_http PUBLIC ${CMAKE_CURRENT_BINARY_DIR})
target_link_libraries(scrutin_http PRIVATE tomlplusplus::tomlplusplus)
