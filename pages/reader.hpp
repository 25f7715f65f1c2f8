#pragma once
// Who an answer is for.
#include <optional>
#include <string_view>

#include "http/message.hpp"
#include "pages/catalogue.hpp"

namespace scrutin::pages {

class page_set;

/// The request that asks for an answer, and the language of that: `?lang=`, else the cookie `lang`, else
/// Accept-Language, else English. It is found out when it is first needed, and once: many an answer has no words. For
/// one thread.
class reader {
public:
  /// Both outlive it.
  reader(const page_set& pages, const http::request& asked) : pages_(&pages), asked_(&asked) {}

  const http::request& asked() const { return *asked_; }

  std::string_view language() const { return choice().language; }

  /// The texts in that language.
  const catalogue& texts() const;

  /// Whether this very request chose it, by `?lang=`.
  bool chose() const { return choice().by_query; }

private:
  struct chosen {
    std::string_view language;
    bool by_query;
  };

  const chosen& choice() const;

  const page_set* pages_;
  const http::request* asked_;
  mutable std::optional<chosen> choice_;
};

}  // namespace scrutin::pages
