#include "config/markdown.hpp"

#include <ostream>

#include "config/descriptor.hpp"
#include "config/poll_keys.hpp"

namespace scrutin::config {
namespace {

template <class Of>
void write_keys(const std::vector<poll_key<Of>>& keys, const char* of, std::ostream& out) {
  out << "| Key of " << of << " | Default | Values | Meaning |\n|---|---|---|---|\n";
  for (const auto& key : keys) {
    const bool required = key.is == poll_key<Of>::presence::required;
    const auto value = required ? std::string() : key.write(Of());
    out << "| `" << key.key << "` | "
        << (required        ? "required"
            : value.empty() ? "none"
                            : '`' + value + '`')
        << " | " << key.accepts << (key.example.empty() ? "" : ", as `" + key.example + '`') << " | " << key.doc
        << " |\n";
  }
}

}  // namespace

void write_settings_markdown(std::ostream& out) {
  const settings defaults;
  out << "| Key | Default | Values | Environment | Meaning |\n|---|---|---|---|---|\n";
  for (const auto& key : descriptors()) {
    const auto value = key.get(defaults);
    const auto secret = key.form == descriptor::shape::secret;
    out << "| `" << key.name() << '`' << (secret ? ", `" + key.name() + "_file`" : "") << " | "
        << (value.empty() ? "empty" : '`' + value + '`') << " | " << key.accepts << " | `" << key.environment() << '`'
        << (secret ? ", `" + key.environment() + "_FILE`" : "") << " | " << key.doc << " |\n";
  }
}

void write_polls_markdown(std::ostream& out) {
  write_keys(poll_keys(), "a poll", out);
  out << '\n';
  write_keys(option_keys(), "an option", out);
}

}  // namespace scrutin::config
