// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_replay/replay_program.h"

#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/dram_replay/replay.h"
#include "sim/dram_replay/replay_options.h"
#include "sim/dram_replay/trace_reader.h"
#include "sim/input/dram_reader.h"
#include "sim/input/input_error.h"
#include "sim/input/presets.h"
#include "sim/report/file_writer.h"
#include "sim/run/console.h"
#include "sim/run/exit_status.h"
#include "sim/run/preset_list.h"
#include "sim/trace/dram_command_csv.h"

namespace eyeriss::sim {
namespace {

namespace fs = std::filesystem;

constexpr SelfDescription kProgram{"eyeriss-dram", replay_help_text, dram_preset_list};

fs::path dram_directory() { return preset_directory() / "dram"; }

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

}  // namespace

int run_replay_program(int argc, const char* const* argv) {
  return run_to_status(kProgram.name, [&] {
    const ReplayOptions options = parse_replay_options(argc, argv);
    if (options.action == Action::kWork) {
      replay(options);
    } else {
      print(answer(options.action, kProgram));
    }
    return kExitOk;
  });
}

}  // namespace eyeriss::sim
