// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_waveform.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "sim/report/file_writer.h"
#include "sim/trace/gtkwave_view.h"

namespace eyeriss::sim {
namespace {

constexpr std::int64_t kShownAtFirst = 100;  // core cycles

}  // namespace

void LayerWaveform::attach_to(Observers& observers) {
  if (!options_) return;
  observers.elaborated = [this](noc::Probes& probes, noc::ClockDomain& core) {
    elaborated(probes, core);
  };
  observers.finished = [this](noc::Cycle cycles) { finish(cycles); };
}

void LayerWaveform::elaborated(noc::Probes& probes, noc::ClockDomain& core) {
  probes.scope(core, "top").number("layer", noc::kMostOfPointer, [this](noc::Cycle) {
    return index_;
  });
  period_ps_ = core.period_ps();
  waveform_.emplace(*options_, files_.aside(index_).vcd, probes.all(), core);
}

void LayerWaveform::finish(noc::Cycle cycles) {
  const auto& files = files_.files()[index_];
  try {
    waveform_->finish(cycles);
    if (!waveform_->drawn()) return;
    TimeSpan shown = *waveform_->drawn();
    shown.end_ps = std::min(shown.end_ps, shown.begin_ps + kShownAtFirst * period_ps_);
    write_file(files_.aside(index_).gtkw, [&](std::ostream& file) {
      file << gtkwave_view(waveform_->probes(), files.vcd.filename().string(),
                           files.gtkw.filename().string(), shown);
    });
  } catch (const std::exception& error) {
    // It was written aside: say what it was to be.
    throw std::runtime_error(fmt::format("{}: {}", files.vcd.string(), error.what()));
  }
}

nlohmann::ordered_json LayerWaveform::statistics() const {
  if (!waveform_) return {};
  return {{"signals", waveform_->probes().size()}, {"is_drawn", waveform_->drawn().has_value()}};
}

}  // namespace eyeriss::sim
