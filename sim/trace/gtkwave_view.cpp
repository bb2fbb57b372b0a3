// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/gtkwave_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <map>

namespace eyeriss::sim {
namespace {

using noc::Probe;
using noc::SignalKind;
using Probes = std::vector<Probe>;

// GTKWave counts zoom in powers of two of the time that so many pixels show.
constexpr double kZoomPixels = 200;
constexpr double kWavePixels = 1000;
constexpr std::size_t kMany = 8;  // modules in the same place that are shown together
constexpr const char* kOpen = "@800200";
constexpr const char* kOpenEnd = "@1000200";
constexpr const char* kClosed = "@c00200";
constexpr const char* kClosedEnd = "@1401200";

/// Flags of a trace: how its values are written.
const char* format_flags(SignalKind kind) {
  switch (kind) {
    case SignalKind::kFlag:
      return "@28";
    case SignalKind::kNumber:
      return "@24";
    case SignalKind::kSigned:
      return "@420";
    case SignalKind::kBits:
      return "@22";
    case SignalKind::kText:
      break;
  }
  return "@820";
}

/// Number of a colour: 1 red, 2 orange, 3 yellow, 4 green, 5 blue, 6 indigo, 7 violet.
int color(const Probe& probe) {
  switch (probe.kind) {
    case SignalKind::kFlag:
      return probe.name.find("stall") != std::string::npos ||
                     probe.name.find("conflict") != std::string::npos
                 ? 1
                 : 4;
    case SignalKind::kNumber:
      return 2;
    case SignalKind::kSigned:
      return 6;
    case SignalKind::kBits:
      return 5;
    case SignalKind::kText:
      break;
  }
  return 3;
}

std::string parent(const std::string& scope) { return scope.substr(0, scope.rfind('.')); }

/// Without the name of the whole.
std::string short_name(const std::string& scope) { return scope.substr(scope.find('.') + 1); }

class View {
 public:
  explicit View(const Probes& probes) : probes_(probes) {
    for (auto first = probes.begin(); first != probes.end();) {
      const auto end = std::find_if(first, probes.end(),
                                    [&](const Probe& p) { return p.scope != first->scope; });
      modules_.push_back({first, end});
      ++siblings_[parent(first->scope)];
      first = end;
    }
  }

  std::string text() {
    for (std::size_t i = 0; i < modules_.size(); ++i) {
      if (!is_one_of_many(i)) {
        add_module(modules_[i], kOpen, kOpenEnd);
      } else if (i == 0 || parent(scope(i)) != parent(scope(i - 1))) {
        add_many(i);
      }
    }
    return text_;
  }

 private:
  struct Module {
    Probes::const_iterator first;
    Probes::const_iterator end;
  };

  const std::string& scope(std::size_t module) const { return modules_[module].first->scope; }
  bool is_one_of_many(std::size_t module) const {
    return siblings_.at(parent(scope(module))) >= kMany &&
           parent(scope(module)).find('.') != std::string::npos;
  }

  void add_line(const std::string& line) { text_ += line + '\n'; }

  /// @param alias to be shown in place of its name, if any
  void add_signal(const Probe& probe, const std::string& alias = "") {
    add_line(format_flags(probe.kind));
    add_line(fmt::format("[color] {}", color(probe)));
    add_line(fmt::format("{}{}.{}{}", alias.empty() ? "" : fmt::format("+{{{}}} ", alias),
                         probe.scope, probe.name,
                         probe.width > 1 ? fmt::format("[{}:0]", probe.width - 1) : ""));
  }

  void add_module(const Module& module, const char* begin, const char* end) {
    add_line(begin);
    add_line(fmt::format("-{}", short_name(module.first->scope)));
    std::for_each(module.first, module.end, [this](const Probe& probe) { add_signal(probe); });
    add_line(end);
    add_line(fmt::format("-{}", short_name(module.first->scope)));
  }

  /// Modules from number `first` on that lie in the same place.
  void add_many(std::size_t first) {
    const std::string place = parent(scope(first));
    std::size_t end = first;
    while (end < modules_.size() && parent(scope(end)) == place) ++end;
    const std::string overview = short_name(place) + ": " + modules_[first].first->name;
    add_line(kOpen);
    add_line(fmt::format("-{}", overview));
    for (std::size_t i = first; i < end; ++i)
      add_signal(*modules_[i].first, scope(i).substr(place.size() + 1));
    add_line(kOpenEnd);
    add_line(fmt::format("-{}", overview));
    add_line(kClosed);
    add_line(fmt::format("-{}", short_name(place)));
    for (std::size_t i = first; i < end; ++i) add_module(modules_[i], kClosed, kClosedEnd);
    add_line(kClosedEnd);
    add_line(fmt::format("-{}", short_name(place)));
  }

  const Probes& probes_;
  std::vector<Module> modules_;
  std::map<std::string, std::size_t> siblings_;  // by place
  std::string text_;
};

}  // namespace

std::string gtkwave_view(const Probes& probes, const std::string& vcd, const std::string& gtkw,
                         TimeSpan span) {
  const auto shown = static_cast<double>(std::max<std::int64_t>(1, span.end_ps - span.begin_ps));
  return fmt::format(
             "[dumpfile] \"{}\"\n[savefile] \"{}\"\n[timestart] {}\n[size] 1600 1000\n"
             "*{:.6f} {}\n[treeopen] top.\n[sst_width] 220\n[signals_width] 300\n",
             vcd, gtkw, span.begin_ps, -std::log2(shown * kZoomPixels / kWavePixels),
             span.begin_ps) +
         View(probes).text();
}

}  // namespace eyeriss::sim
