#include "pages/page.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace scrutin::pages {

namespace {

namespace mustache = kainjow::mustache;

constexpr int deepest_inclusion = 8;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The words after `keyword` in a tag, or nothing where the tag is another one.
std::optional<std::string_view> after(std::string_view keyword, std::string_view tag) {
  if (!tag.starts_with(keyword)) return std::nullopt;
  return trimmed(tag.substr(keyword.size()));
}

std::string with_places(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{' && text[i] != '}') continue;
    text.insert(i, 1, text[i]);
    ++i;
  }
  return text;
}

class compiler {
public:
  explicit compiler(const page_sources& sources) : sources_(sources) {}

  std::string include(std::string_view name, int depth) {
    if (depth > deepest_inclusion) throw std::invalid_argument("page " + std::string(name) + " includes itself");
    return expand(flattened(source_of(name)), name, depth);
  }

private:
  std::string_view source_of(std::string_view name) const {
    const auto file = std::string(name).append(".mustache");
    for (const auto folder : sources_.folders) {
      if (const auto content = find_file(folder, file)) return *content;
    }
    throw std::out_of_range("page: no template " + file);
  }

  /// Fewer bytes to send, and fewer pieces to walk: the library renders each space and line end on its own.
  static std::string flattened(std::string_view source) {
    std::string flat;
    while (!source.empty()) {
      const auto end = std::min(source.find('\n'), source.size());
      const auto line = trimmed(source.substr(0, end));
      source.remove_prefix(std::min(end + 1, source.size()));
      flat += line;
      if (!source.empty() && !line.empty() && line.back() != '>' && line.back() != '}') flat += ' ';
    }
    return flat;
  }

  std::string expand(std::string_view source, std::string_view name, int depth) {
    std::string expanded;
    for (;;) {
      const auto open = std::min(source.find("{{"), source.size());
      expanded += source.substr(0, open);
      if (open == source.size()) return expanded;
      const auto close = source.find("}}", open);
      if (close == std::string_view::npos) {
        throw std::invalid_argument("page " + std::string(name) + ": a tag is not closed");
      }
      const auto whole = source.substr(open, close + 2 - open);
      expanded += resolve(whole, depth);
      source.remove_prefix(close + 2);
    }
  }

  std::string resolve(std::string_view whole, int depth) {
    const auto tag = trimmed(whole.substr(2, whole.size() - 4));
    if (const auto name = after(">", tag)) return include(*name, depth + 1);
    if (const auto key = after("text ", tag)) return with_places(escaped(*key));
    if (const auto key = after("pattern ", tag)) return escaped(*key);
    if (const auto file = after("asset ", tag)) return "{{base}}" + sources_.files.url(*file);
    return std::string(whole);
  }

  std::string escaped(std::string_view key) const { return mustache::html_escape(sources_.texts.text(key)); }

  const page_sources& sources_;
};

}  // namespace

page_template::page_template(std::string_view name, const page_sources& sources)
    : compiled_(std::make_unique<mustache::mustache>(compiler(sources).include(name, 0))) {
  if (!compiled_->is_valid()) {
    throw std::invalid_argument("page " + std::string(name) + ": " + compiled_->error_message());
  }
}

page_template::page_template(page_template&&) noexcept = default;
page_template& page_template::operator=(page_template&&) noexcept = default;
page_template::~page_template() = default;

std::string page_template::render(const page_context& context) const {
  std::string page;
  page.reserve(4096);
  compiled_->render(context, [&page](const std::string& piece) { page += piece; });
  return page;
}

}  // namespace scrutin::pages
