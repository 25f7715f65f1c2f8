#include "config/markdown.hpp"

#include <ostream>

#include "config/descriptor.hpp"

namespace scrutin::config {

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

}  // namespace scrutin::config
