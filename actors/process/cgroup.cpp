#include "actors/process/cgroup.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "http/text.hpp"

namespace scrutin::actors {

namespace {

using http::take_until;

bool lists(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (take_until(list, ',') == word) return true;
  }
  return false;
}

// Blanks and backslashes in a path of mountinfo stand as \040 and the like.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char code = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '\\' && text.size() - i > 3 && std::from_chars(digits, digits + 3, code, 8).ptr == digits + 3) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::optional<std::string> content(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// The way from the mount's own group down to ours. In a container that sees the host's paths but only its own part of
// the hierarchy, the path begins with what the mount begins with; one that leads elsewhere says nothing here.
std::filesystem::path below(const cgroup_mount& mount, const std::string& path) {
  auto root = mount.root == "/" ? std::string() : mount.root;
  if (path.find("/..") != path.npos || !path.starts_with(root)) return {};
  const auto rest = std::string_view{path}.substr(root.size());
  if (!rest.empty() && rest.front() != '/') return {};
  return std::filesystem::path{rest}.relative_path();
}

}  // namespace

std::vector<cgroup_membership> cgroup_memberships(std::string_view text) {
  std::vector<cgroup_membership> all;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    const auto hierarchy = take_until(line, ':');
    const auto controllers = take_until(line, ':');
    if (line.empty() || line.front() != '/') continue;
    all.push_back({hierarchy == "0" && controllers.empty(), std::string(controllers), std::string(line)});
  }
  return all;
}

// 36 35 98:0 /root /point rw,noatime master:1 - cgroup cgroup rw,cpu,cpuacct
std::vector<cgroup_mount> cgroup_mounts(std::string_view text) {
  std::vector<cgroup_mount> all;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    for (int i = 0; i < 3; ++i) take_until(line, ' ');
    auto root = unescaped(take_until(line, ' '));
    auto point = unescaped(take_until(line, ' '));
    while (!line.empty() && take_until(line, ' ') != "-") {
    }
    const auto type = take_until(line, ' ');
    take_until(line, ' ');
    if (type == "cgroup2") {
      all.push_back({true, {}, std::move(root), std::move(point)});
    } else if (type == "cgroup") {
      all.push_back({false, std::string(line), std::move(root), std::move(point)});
    }
  }
  return all;
}

std::string cgroup_folder::text(const char* version_2, const char* version_1) const {
  auto found = content(path / (unified ? version_2 : version_1)).value_or("");
  while (!found.empty() && (found.back() == '\n' || found.back() == ' ')) found.pop_back();
  return found;
}

std::vector<cgroup_folder> cgroup_folders(std::string_view controller, const std::filesystem::path& root) {
  const auto memberships = cgroup_memberships(content(root / "proc/self/cgroup").value_or(""));
  const auto mounts = cgroup_mounts(content(root / "proc/self/mountinfo").value_or(""));
  std::vector<cgroup_folder> all;
  for (const auto& group : memberships) {
    for (const auto& mount : mounts) {
      const bool both = lists(group.controllers, controller) && lists(mount.controllers, controller);
      if (!(group.unified && mount.unified) && !both) continue;
      auto folder = root / std::filesystem::path{mount.point}.relative_path();
      all.push_back({folder, mount.unified});
      for (const auto& step : below(mount, group.path)) {
        folder /= step;
        all.push_back({folder, mount.unified});
      }
    }
  }
  return all;
}

}  // namespace scrutin::actors
