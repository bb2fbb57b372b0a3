// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/replay_program.h"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <limits>
#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/dram_replay/replay.h"
#include "sim/dram_replay/replay_options.h"
#include "sim/dram_replay/trace_reader.h"
#include "sim/input/dram_reader.h"
#include "sim/input/input_error.h"
#include "sim/input/presets.h"
#include "sim/input/wording.h"
#include "sim/report/file_writer.h"
#include "sim/run/exit_status.h"
#include "sim/run/version.h"
#include "sim/trace/dram_command_csv.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

fs::path dram_directory() { return preset_directory() / "dram"; }

void print(const std::string& text) {
  const bool is_written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  if (!is_written) throw std::runtime_error("standard output cannot be written");
}

void complain(std::string_view text) {
  std::fputs(fmt::format("eyeriss-dram: {}\n", escaped(text)).c_str(), stderr);
}

std::string preset_list() {
  std::string text = "DRAMs (--dram):\n";
  for (const PresetInfo& preset : list_presets(dram_directory())) {
    text += fmt::format("  {:<14}  {}\n", preset.name, preset.source);
  }
  return text;
}

/// Every address that a file can ask for, where there are no rows to run out of.
std::int64_t capacity(const hw::DramConfig& dram) {
  return dram.is_ideal ? std::numeric_limits<std::int64_t>::max() : dram.capacity_bytes();
}

void check_command_file(const fs::path& file) {
  const fs::path directory = file.has_parent_path() ? file.parent_path() : ".";
  if (!fs::is_directory(directory)) {
    throw InputError("--commands " + file.string(), "", "there is no such directory");
  }
  if (fs::is_directory(file)) throw InputError("--commands " + file.string(), "", "is a directory");
}

void replay(const ReplayOptions& options) {
  const hw::DramConfig dram = load_dram(options.dram, dram_directory());
  TraceReader trace(options.trace, capacity(dram));
  if (options.commands) check_command_file(*options.commands);

  Replay replay(dram);
  const auto run = [&] {
    for (TraceRequest request; trace.next(request);) replay.add(request);
    if (replay.requests() == 0) {
      throw InputError(options.trace.string(), "", "has no requests",
                       "at least one line CYCLE ADDRESS R|W");
    }
    replay.finish();
  };
  if (options.commands) {
    write_file(*options.commands, [&](std::ostream& file) {
      file << kDramCommandColumns << '\n';
      replay.on_command([&](const hw::DramCommand& command) { file << csv_row(command) << '\n'; });
      run();
    });
  } else {
    run();
  }
  print(replay.results().dump(2) + '\n');
}

void dispatch(const ReplayOptions& options) {
  switch (options.action) {
    case ReplayOptions::Action::kHelp:
      return print(replay_help_text());
    case ReplayOptions::Action::kVersion:
      return print(fmt::format("eyeriss-dram {}\n", kVersion));
    case ReplayOptions::Action::kList:
      return print(preset_list());
    case ReplayOptions::Action::kReplay:
      return replay(options);
  }
}

}  // namespace

int run_replay_program(int argc, const char* const* argv) {
  try {
    dispatch(parse_replay_options(argc, argv));
    return kExitOk;
  } catch (const InputError& error) {
    complain(error.what());
    return kExitBadInput;
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return kExitFault;
}

}  // namespace eyeriss::sim
