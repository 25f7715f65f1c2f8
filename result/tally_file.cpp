#include "result/tally_file.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <utility>

namespace scrutin::result {

namespace {

namespace json = boost::json;

// A field is quoted where it must be. A leading = + - @ would be a formula to a spreadsheet.
std::string csv_field(std::string_view text) {
  std::string field = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) field += '\'';
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

}  // namespace

std::string to_csv(const actors::tally_view& view, std::string_view language) {
  const auto& counted = *view.counted();
  const auto sums = "," + std::to_string(counted.total) + "," + std::to_string(counted.voters) + "\r\n";
  std::string lines = "id,label,votes,percent,total,voters\r\n";
  for (const auto& option : counted.options) {
    lines.append(csv_field(option.id)).append(",");
    lines.append(csv_field(view.poll().find(option.id)->label.in(language))).append(",");
    lines.append(std::to_string(option.votes)).append(",").append(actors::to_percent(option.share)).append(sums);
  }
  return lines;
}

json::object to_json(const actors::tally_view& view, std::string_view language,
                     std::chrono::system_clock::time_point now) {
  auto made = view.to_json(now);
  made["question"] = view.poll().question.in(language);
  json::array options;
  for (std::size_t i = 0; i < view.poll().options.size(); ++i) {
    const auto& option = view.poll().options[i];
    if (view.counted() == nullptr && option.retired) continue;  // that someone voted for it is not public
    json::object row{{"id", option.id}, {"label", option.label.in(language)}, {"retired", option.retired}};
    if (view.counted() != nullptr) {
      row["votes"] = view.counted()->options[i].votes;
      row["share"] = actors::to_percent(view.counted()->options[i].share);
    }
    options.push_back(std::move(row));
  }
  made["options"] = std::move(options);
  return made;
}

}  // namespace scrutin::result
