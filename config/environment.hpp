#pragma once
// The settings that environment variables give.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/complaint.hpp"
#include "config/loaded.hpp"

namespace scrutin::config {

/// Puts what SCRUTIN_* `variables` say into `config`, and complains about those that mean nothing. SCRUTIN_CONFIG
/// belongs to the loader, SCRUTIN_DEV_* to development scripts; what Kubernetes sets for services of such names is let
/// pass.
[[nodiscard]] complaints read_environment(const std::map<std::string, std::string>& variables,
                                          const std::vector<std::string>& sections, loaded& config);

/// OPTION_A and OPTION_B name the options of the default poll, as in the original sample, where no file names polls.
/// Empty is as good as unset.
[[nodiscard]] complaints read_option_labels(const std::map<std::string, std::string>& variables, loaded& config);

/// Whether Kubernetes sets a variable of that name for a service, whose name in capitals is the first part:
/// `{SVC}_SERVICE_HOST`, `{SVC}_SERVICE_PORT[_NAME]`, `{SVC}_PORT`, `{SVC}_PORT_{N}_{PROTOCOL}[_PROTO|_PORT|_ADDR]`
/// (Kubernetes manual, "Service", environment variables).
bool is_of_kubernetes(std::string_view name, std::string_view value);

}  // namespace scrutin::config
