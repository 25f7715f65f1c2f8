#pragma once
// How the original sample's files start its programs, and what that says to ours.
#include <optional>
#include <string>
#include <vector>

namespace scrutin::config {

/// A command line of the sample's, in ours.
struct sample_command {
  std::vector<std::string> arguments;  ///< ours: `--vote-listen`, `0.0.0.0:80`
  std::string note;                    ///< for the log: what was read, and what was passed over
};

/// What `program` is to make of `given`, where that is how the sample's page (gunicorn, flask, python), result page
/// (node, nodemon, npm) or worker (dotnet, java) is started; nothing where it is not. `self` is the name that the
/// process was started by: an image has our program under their names too, for those who replace its entrypoint.
///
/// Of gunicorn's options bind, workers, keep-alive, access-logfile, error-logfile and log-level are read (gunicorn's
/// manual, "Settings").
std::optional<sample_command> read_sample_command(const std::string& program, const std::string& self,
                                                  const std::vector<std::string>& given);

}  // namespace scrutin::config
