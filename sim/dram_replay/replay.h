// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "hw/dram/dram_channel.h"
#include "hw/dram/dram_config.h"
#include "hw/dram/dram_model.h"
#include "sim/dram_replay/trace_reader.h"

namespace eyeriss::sim {

/// Replays requests on a DRAM that does nothing else.
class Replay {
 public:
  explicit Replay(const hw::DramConfig& config) : config_(config), model_(config) {}

  void on_command(const hw::DramChannel::Observer& observer) { model_.on_command(observer); }

  /// The request enters in its cycle or, if it cannot, as soon after as it can.
  void add(const TraceRequest& request);

  /// Waits for the last request.
  void finish();

  std::int64_t requests() const { return reads_ + writes_; }

  /// @pre finish() has been called, and there was a request
  nlohmann::ordered_json results() const;

 private:
  void take_completions();

  const hw::DramConfig config_;
  hw::DramModel model_;
  std::int64_t reads_ = 0;
  std::int64_t writes_ = 0;
  std::int64_t under_way_ = 0;
  noc::Cycle first_ = -1;  // clock in which the first request entered
  noc::Cycle last_entry_ = -1;
  noc::Cycle last_completion_ = 0;
  std::int64_t read_latency_ = 0;       // sum
  std::vector<noc::Cycle> entered_at_;  // of the requests under way, by tag; of writes kNever
  std::vector<std::uint32_t> free_tags_;
};

}  // namespace eyeriss::sim
