// SPDX-License-Identifier: Apache-2.0
#include "sim/input/presets.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "sim/input/data_directory.h"
#include "sim/input/input_error.h"
#include "sim/input/json_reader.h"
#include "sim/input/wording.h"

namespace eyeriss::sim {

namespace fs = std::filesystem;

fs::path preset_directory() { return data_directory("hw/presets"); }

std::vector<std::string> preset_names(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    if (path.extension() == ".json") names.push_back(path.stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<PresetInfo> list_presets(const fs::path& directory) {
  std::vector<PresetInfo> presets;
  for (const std::string& name : preset_names(directory)) {
    const nlohmann::json document = read_json(directory / (name + ".json"));
    PresetInfo preset{name, ""};
    for (const char* key : {"_source", "source"}) {
      if (document.contains(key) && document[key].is_string()) preset.source = document[key];
    }
    presets.push_back(std::move(preset));
  }
  return presets;
}

fs::path preset_file(const std::string& option, const std::string& name_or_file,
                     const fs::path& directory) {
  if (name_or_file.find('/') != std::string::npos || name_or_file.ends_with(".json")) {
    return name_or_file;
  }
  const std::vector<std::string> names = preset_names(directory);
  if (std::find(names.begin(), names.end(), name_or_file) == names.end()) {
    throw InputError(option + " " + shortened(name_or_file), "",
                     "unknown preset" + suggestion(name_or_file, names),
                     names.empty() ? "a file; there are no presets in " + directory.string()
                                   : listed(names) + ", or a file: a path with / or .json");
  }
  return directory / (name_or_file + ".json");
}

}  // namespace eyeriss::sim
