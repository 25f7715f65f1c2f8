#pragma once
// HTML pages from Mustache templates.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <kainjow/mustache.hpp>

#include "pages/asset.hpp"
#include "pages/catalogue.hpp"

namespace scrutin::pages {

/// What a page shows. A key that is absent, `false` or an empty list leaves its section out; an empty string does not.
using page_context = kainjow::mustache::data;

/// What templates draw on while they are compiled.
struct page_sources {
  std::vector<embedded_folder> folders;  ///< where `NAME.mustache` is looked for, in this order
  const catalogue& texts;
  const assets& files;
};

/// One page in one language, compiled once and shared by all threads. Beyond Mustache's own tags it knows, all resolved
/// when it is compiled so that they cost nothing later:
///
///     {{> NAME}}       the template NAME.mustache; the library would parse it again at each rendering
///     {{text KEY}}     a text of the catalogue, escaped; its places {name} become Mustache's {{name}}
///     {{pattern KEY}}  the same with its places left for the page's script
///     {{asset NAME}}   the address of a file, behind the {{base}} of a page's context
///
/// Indentation is dropped, and so is the end of a line after `>` or `}`; elsewhere it becomes a space.
class page_template {
public:
  /// Throws std::invalid_argument or std::out_of_range that names the template and what is wrong in it; ours are
  /// compiled in.
  page_template(std::string_view name, const page_sources& sources);
  page_template(page_template&&) noexcept;
  page_template& operator=(page_template&&) noexcept;
  ~page_template();

  /// The page. Values are escaped for HTML text and quoted attributes.
  std::string render(const page_context& context) const;

private:
  // The library's render() is not const, but writes only to its error message, and that only for partials and lambdas.
  // There are none left in a compiled template, and page_context takes none from us; so threads may share it.
  std::unique_ptr<kainjow::mustache::mustache> compiled_;
};

}  // namespace scrutin::pages
