#pragma once
// Who an answer is for.
#include <optional>
#include <string_view>

#include "config/poll.hpp"
#include "http/language.hpp"
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

  /// The language of a poll's texts for this reader, which need not be one of ours: of those that it has what `?lang=`
  /// names, else what the cookie does, else what Accept-Language prefers, else that of the page, else English, else its
  /// first. Empty where its texts are plain strings. The poll outlives what is returned.
  std::string_view language_of(const config::poll& poll) const;

  /// Whether this very request chose it, by `?lang=`.
  bool chose() const { return choice().by_query; }

private:
  struct chosen {
    std::string_view language;
    bool by_query;
    bool by_cookie;
  };

  const chosen& choice() const;
  const http::preferred_languages& preferred() const;

  const page_set* pages_;
  const http::request* asked_;
  mutable std::optional<chosen> choice_;
  mutable std::optional<http::preferred_languages> preferred_;
};

}  // namespace scrutin::pages
