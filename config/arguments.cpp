#include "config/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "config/markdown.hpp"
#include "config/spelling.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

/// The command line of one program, as CLI11 takes it.
class command_line {
public:
  command_line(const std::string& program, const std::vector<command>& commands);

  /// Throws CLI::ParseError.
  void parse(const std::vector<std::string>& given);

  arguments result() const;
  complaints strangers() const;
  complaints missing_words() const;
  std::string help() const { return app_.help(); }
  std::string version() const { return app_.version(); }

private:
  void add(const descriptor& key);
  static void add(const command& one, CLI::App& to);
  request asked() const;
  std::vector<std::string> known_words() const;

  CLI::App app_;
  CLI::App* healthcheck_ = nullptr;
  CLI::Option* config_ = nullptr;
  CLI::Option* check_ = nullptr;
  CLI::Option* markdown_ = nullptr;
  std::vector<std::pair<const descriptor*, CLI::Option*>> keys_;
};

command_line::command_line(const std::string& program, const std::vector<command>& commands)
    : app_(
          "Settings come from the file, over it the environment, over that the arguments. A value that stands in no\n"
          "option here (polls, other sections) comes from the file. See also --check.",
          program) {
  app_.set_help_flag("-h,--help", "Prints this");
  app_.set_version_flag("--version", program + " " SCRUTIN_VERSION, "Prints the version");
  app_.allow_extras();
  config_ = app_.add_option("--config",
                            "The settings file\n(config/scrutin.toml or /etc/scrutin/scrutin.toml; SCRUTIN_CONFIG)");
  config_->type_name("FILE")->take_last();
  check_ = app_.add_flag("--check")->description("Prints every setting and where it came from, or all that is wrong");
  markdown_ = app_.add_flag("--settings-markdown")->group("");
  healthcheck_ = app_.add_subcommand("healthcheck", "Asks the running " + program + " whether it is ready");
  healthcheck_->fallthrough();
  for (const auto& one : commands) add(one, app_);
  app_.require_subcommand(0, 1);
  const auto used = sections_of(program);
  for (const auto& key : descriptors()) {
    if (std::find(used.begin(), used.end(), key.section) != used.end()) add(key);
  }
}

void command_line::add(const command& one, CLI::App& to) {
  auto* sub = to.add_subcommand(one.name, one.about);
  sub->fallthrough();  // settings may stand behind a command
  for (const auto& flag : one.flags) {
    if (flag.value.empty()) {
      sub->add_flag(flag.name)->description(flag.about);
    } else {
      sub->add_option(flag.name, flag.about)->type_name(flag.value)->take_last();
    }
  }
  if (!one.operands.empty())
    sub->add_option(one.operands)->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args();
  for (const auto& next : one.commands) add(next, *sub);
  if (!one.commands.empty()) sub->require_subcommand(0, 1);
}

void command_line::add(const descriptor& key) {
  const auto secret = key.form == descriptor::shape::secret;
  const auto fallback = secret ? std::string("none") : key.get({});
  const auto variable = key.environment() + (secret ? ", " + key.environment() + "_FILE" : "");
  const auto about = (secret ? "From a file: " : "") + key.doc + "\n(" + (fallback.empty() ? "empty" : fallback) +
                     "; " + variable + ')';
  auto* option = app_.add_option(key.argument(), about);
  option->group('[' + key.section + ']')
      ->type_name(secret                                  ? "FILE"
                  : key.form == descriptor::shape::number ? "N"
                                                          : "TEXT");
  option->take_last();
  keys_.emplace_back(&key, option);
}

void command_line::parse(const std::vector<std::string>& given) {
  std::vector<std::string> words;
  for (const auto& word : given) {
    // CLI11 takes the next word as the value where nothing stands behind the '='.
    const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    words.push_back(word.substr(0, equals));
    if (equals != std::string::npos) words.push_back(word.substr(equals + 1));
  }
  std::reverse(words.begin(), words.end());  // CLI11 wants the last one first
  app_.parse(std::move(words));
}

arguments command_line::result() const {
  arguments read;
  if (markdown_->count() > 0) {
    std::ostringstream table;
    write_settings_markdown(table);
    read.what = call::kind::done;
    read.printed = table.str();
  } else if (check_->count() > 0) {
    read.what = call::kind::check;
  } else if (healthcheck_->parsed()) {
    read.what = call::kind::healthcheck;
  } else if (!app_.get_subcommands().empty()) {
    read.what = call::kind::command;
    read.asked = asked();
  }
  if (config_->count() > 0) read.file = config_->results().back();
  for (const auto& [key, option] : keys_) {
    if (option->count() == 0) continue;
    const auto name = key->argument();
    read.layer.push_back(
        {key, key->form == descriptor::shape::secret, option->results().back(), "argument " + name, {name, 0, 0, {}}});
  }
  return read;
}

request command_line::asked() const {
  request all;
  for (auto next = app_.get_subcommands(); !next.empty(); next = next[0]->get_subcommands()) {
    all.command.push_back(next[0]->get_name());
    for (const auto* option : next[0]->get_options()) {
      if (option->count() == 0) continue;
      if (option->get_positional()) {
        all.operands = option->results();
      } else if (option->get_items_expected_max() > 0) {
        all.values[option->get_name()] = option->results().back();
      } else {
        all.flags.push_back(option->get_name());
      }
    }
  }
  return all;
}

// What may stand where: the options, those of the command too, and the commands that may follow.
std::vector<std::string> command_line::known_words() const {
  std::vector<std::string> known{"--help", "--version", "--config", "--check"};
  for (const auto& [key, option] : keys_) known.push_back(key->argument());
  const CLI::App* last = &app_;
  for (auto next = app_.get_subcommands(); !next.empty(); next = last->get_subcommands()) {
    last = next[0];
    for (const auto* option : last->get_options()) {
      if (!option->get_positional()) known.push_back(option->get_name());
    }
  }
  for (const auto* one : last->get_subcommands(nullptr)) known.push_back(one->get_name());
  return known;
}

complaints command_line::missing_words() const {
  const CLI::App* last = &app_;
  for (auto next = app_.get_subcommands(); !next.empty(); next = last->get_subcommands()) last = next[0];
  const auto wanted = last->get_subcommands(nullptr);
  if (last == &app_ || wanted.empty()) return {};
  std::string names;
  for (const auto* one : wanted) names += (names.empty() ? "" : ", ") + one->get_name();
  return {{"arguments", 0, 0, in_quotes(last->get_name()) + " wants one word more: " + names}};
}

complaints command_line::strangers() const {
  complaints all;
  const auto known = known_words();
  bool after_option = false;
  for (const auto& stranger : app_.remaining(true)) {
    const auto is_option = stranger.starts_with('-') && stranger.size() > 1;
    const auto is_value = after_option && !is_option;  // most likely that of the unknown option before it
    after_option = is_option;
    if (is_value) continue;
    const auto meant = did_you_mean(stranger, known);
    all.push_back({is_option ? stranger : "arguments", 0, 0,
                   (is_option ? "unknown argument" : "unknown command " + in_quotes(stranger)) +
                       (meant.empty() ? "; --help lists those that exist" : meant)});
  }
  return all;
}

}  // namespace

arguments read_arguments(const std::string& program, const std::vector<command>& commands,
                         const std::vector<std::string>& given) {
  command_line line(program, commands);
  const auto done = [](std::string text) { return arguments{call::kind::done, std::move(text), {}, {}, {}, {}}; };
  try {
    line.parse(given);
  } catch (const CLI::CallForHelp&) {
    return done(line.help());
  } catch (const CLI::CallForVersion&) {
    return done(line.version() + '\n');
  } catch (const CLI::ParseError& error) {
    arguments none;
    none.wrong.emplace_back("arguments", 0, 0, error.what());
    return none;
  }
  auto read = line.result();
  read.wrong = line.strangers();
  if (read.wrong.empty()) read.wrong = line.missing_words();
  return read;
}

}  // namespace scrutin::config
