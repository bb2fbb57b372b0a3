// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_waveform.h"

#include <nlohmann/json.hpp>
#include <utility>

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
}

void LayerWaveform::elaborated(noc::Probes& probes, noc::ClockDomain& core) {
  probes.scope(core, "top").number("layer", noc::kMostOfPointer, [this](noc::Cycle) {
    return index_;
  });
  waveform_.emplace(*options_, files_.aside(index_).vcd, probes.all(), core);
}

nlohmann::ordered_json LayerWaveform::close() {
  if (!waveform_) return {};
  waveform_->close();
  if (waveform_->is_drawn()) {
    const auto& files = files_.files()[index_];
    write_file(files_.aside(index_).gtkw, [&](std::ostream& file) {
      file << gtkwave_view(waveform_->probes(), files.vcd.filename().string(),
                           files.gtkw.filename().string(), waveform_->span(kShownAtFirst));
    });
  }
  return {{"signals", waveform_->probes().size()}, {"is_drawn", waveform_->is_drawn()}};
}

}  // namespace eyeriss::sim
