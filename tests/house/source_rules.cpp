// SPDX-License-Identifier: Apache-2.0
#include "tests/house/source_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>

namespace eyeriss::house {
namespace {

namespace fs = std::filesystem;

constexpr std::array kFolders = {".ci",     "cmake", "hw",    "noc",
                                 "scripts", "sim",   "tests", "workloads"};
constexpr std::array kFilesOfRoot = {"CMakeLists.txt", "CMakePresets.json", "README.md"};

/// Folders that a layer may include from. Other folders are free.
const std::map<std::string, std::set<std::string>> kVisibleLayers = {
    {"noc", {"noc"}}, {"hw", {"noc", "hw"}}, {"sim", {"noc", "hw", "sim"}}};

/// Headers for files, JSON, printing and command lines, which only sim may know.
constexpr std::array<std::string_view, 5> kOutsideHeaders = {"cstdio", "filesystem", "fstream",
                                                             "iostream", "stdio.h"};
constexpr std::array<std::string_view, 3> kOutsideLibraries = {"boost/", "fmt/", "nlohmann/"};

// In pieces, so that this file keeps the rule itself.
constexpr std::array<std::string_view, 2> kMarks = {
    "TO"
    "DO",
    "FIX"
    "ME"};

bool is_outside(std::string_view header) {
  const auto begins_it = [&](std::string_view library) { return header.starts_with(library); };
  return std::ranges::find(kOutsideHeaders, header) != kOutsideHeaders.end() ||
         std::ranges::any_of(kOutsideLibraries, begins_it);
}

struct Include {
  std::string header;
  bool is_quoted;
};

std::optional<Include> parse_include(std::string_view line) {
  const auto skip = [&](std::string_view word) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const bool found = line.starts_with(word);
    if (found) line.remove_prefix(word.size());
    return found;
  };
  if (!skip("#") || !skip("include")) return std::nullopt;
  const bool is_quoted = skip("\"");
  if (!is_quoted && !skip("<")) return std::nullopt;
  return Include{std::string(line.substr(0, line.find(is_quoted ? '"' : '>'))), is_quoted};
}

struct SourceFile {
  std::string path;  ///< from the root
  std::vector<std::string> lines;

  std::string layer() const { return path.substr(0, path.find('/')); }
  bool ends_with(const char* suffix) const { return path.ends_with(suffix); }
  bool is_cpp() const { return ends_with(".h") || ends_with(".cpp"); }
  bool is_code() const {
    return is_cpp() || ends_with(".cmake") || ends_with(".sh") || ends_with("CMakeLists.txt") ||
           path == ".ci/run";
  }
};

SourceFile read(const fs::path& root, const fs::path& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  SourceFile source{fs::relative(file, root).generic_string(), {}};
  for (std::string line; std::getline(stream, line);) source.lines.push_back(line);
  return source;
}

std::vector<SourceFile> read_sources(const fs::path& root) {
  std::vector<SourceFile> sources;
  for (const char* name : kFilesOfRoot) {
    if (fs::exists(root / name)) sources.push_back(read(root, root / name));
  }
  for (const char* folder : kFolders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const bool is_tensor = entry.path().extension() == ".npy";
      if (entry.is_regular_file() && !is_tensor) sources.push_back(read(root, entry.path()));
    }
  }
  return sources;
}

/// Whether the file holds a program's main: `main.cpp` or `*_main.cpp`, right in sim.
bool is_program(const std::string& path) {
  const fs::path file = path;
  const std::string name = file.filename().string();
  return file.parent_path() == "sim" && (name == "main.cpp" || name.ends_with("_main.cpp"));
}

/// Collects the violations of one tree.
class Inspector {
 public:
  explicit Inspector(const std::vector<SourceFile>& sources) : sources_(sources) {
    for (const SourceFile& source : sources) paths_.insert(source.path);
  }

  std::vector<std::string> inspect() {
    for (const SourceFile& source : sources_) {
      check_lines(source);
      if (source.is_code()) check_code(source);
      if (source.is_cpp()) check_cpp(source);
    }
    std::sort(violations_.begin(), violations_.end());
    return std::move(violations_);
  }

 private:
  void check_lines(const SourceFile& source) {
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      const std::string where = fmt::format("{}:{}", source.path, i + 1);
      const auto is_in_line = [&](std::string_view mark) { return line.find(mark) != line.npos; };
      if (std::ranges::any_of(kMarks, is_in_line)) report(where, "marked as left undone");
      if (!source.is_cpp()) continue;
      if (const auto include = parse_include(line)) check_include(source, where, *include);
    }
  }

  void check_include(const SourceFile& source, const std::string& where, const Include& include) {
    const auto& [header, is_quoted] = include;
    if (is_quoted && !paths_.contains(header)) {
      report(where, fmt::format("\"{}\" is no file of the project, from its root", header));
    }
    const auto visible = kVisibleLayers.find(source.layer());
    if (visible == kVisibleLayers.end()) return;
    if (is_quoted && !visible->second.contains(header.substr(0, header.find('/')))) {
      report(where, fmt::format("{} must not include \"{}\"", source.layer(), header));
    }
    if (source.layer() != "sim" && is_outside(header)) {
      report(where, fmt::format("{} must not include <{}>", source.layer(), header));
    }
  }

  void check_code(const SourceFile& source) {
    // A script's first line names its interpreter.
    const bool is_script = !source.lines.empty() && source.lines[0].starts_with("#!");
    const std::size_t licence_line = is_script ? 1 : 0;
    const std::string licence =
        std::string(source.is_cpp() ? "//" : "#") + " SPDX-License-Identifier: Apache-2.0";
    if (source.lines.size() <= licence_line || source.lines[licence_line] != licence) {
      report(source.path, "does not begin with the SPDX line");
    }
    if (source.lines.size() > kMaxLines) {
      report(source.path, fmt::format("{} lines, more than {}", source.lines.size(), kMaxLines));
    }
  }

  void check_cpp(const SourceFile& source) {
    if (source.ends_with(".h")) {
      const auto& lines = source.lines;
      if (std::find(lines.begin(), lines.end(), "#pragma once") == lines.end()) {
        report(source.path, "no #pragma once");
      }
    } else if (kVisibleLayers.contains(source.layer()) && !is_program(source.path) &&
               !paths_.contains(fs::path(source.path).replace_extension(".h").generic_string())) {
      report(source.path, "no header of the same name");
    }
  }

  void report(const std::string& where, const std::string& what) {
    violations_.push_back(where + ": " + what);
  }

  const std::vector<SourceFile>& sources_;
  std::set<std::string> paths_;
  std::vector<std::string> violations_;
};

}  // namespace

std::vector<std::string> find_violations(const fs::path& root) {
  return Inspector(read_sources(root)).inspect();
}

}  // namespace eyeriss::house
