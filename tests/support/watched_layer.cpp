// SPDX-License-Identifier: Apache-2.0
#include "tests/support/watched_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "noc/probes.h"
#include "sim/run/layer_simulation.h"
#include "tests/support/child.h"

namespace eyeriss::test {
namespace {

using noc::Cycle;
using noc::Probe;
using noc::SignalKind;

constexpr Cycle kEnd = Cycle{1} << 40;  // later than any layer's

/// The last part of a module's name, without numbers: `pe` of `top.array.pe_r0_c1`.
std::string kind_of(const std::string& scope) {
  std::string kind;
  std::istringstream parts(scope.substr(scope.rfind('.') + 1));
  for (std::string part; std::getline(parts, part, '_');) {
    const bool is_number = part.find_first_not_of("0123456789", 1) == std::string::npos &&
                           part.find_first_of("0123456789") != std::string::npos;
    if (is_number) continue;
    if (!kind.empty()) kind += '_';
    kind += part;
  }
  return kind;
}

std::string text_of(std::uint64_t value) {
  std::string text;
  for (; value != 0; value >>= 8) text.insert(text.begin(), static_cast<char>(value & 0xff));
  return text;
}

/// One signal under observation.
class Look {
 public:
  explicit Look(const Probe& probe) : probe_(probe) {}

  void operator()(Cycle now, bool is_late) {
    const Probe::Value value = probe_.value(now);
    const bool is_unsigned = probe_.kind != SignalKind::kSigned && probe_.width < 64;
    if (is_unsigned && value >> probe_.width != 0)
      throw std::runtime_error(fmt::format("{} = {} in {} b", name(), value, probe_.width));
    hash(all_, value);
    if (is_late) hash(late_, value);
    if (probe_.kind == SignalKind::kText) {
      count(value);
    } else {
      sum_ += value;
    }
  }

  std::string name() const { return probe_.scope + '.' + probe_.name; }
  std::string hashes() const { return fmt::format("{} {} {}\n", name(), all_, late_); }
  void add_to(std::map<std::string, std::uint64_t>& sums) const {
    const std::string key = kind_of(probe_.scope) + '.' + probe_.name;
    if (probe_.kind != SignalKind::kText) sums[key] += sum_;
    for (const auto& [text, cycles] : texts_) sums[key + '=' + text_of(text)] += cycles;
  }

 private:
  static void hash(std::uint64_t& hash, std::uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 29;
  }
  void count(Probe::Value text) {
    const auto found =
        std::ranges::find(texts_, text, &std::pair<Probe::Value, std::uint64_t>::first);
    if (found == texts_.end()) {
      texts_.emplace_back(text, 1);
    } else {
      ++found->second;
    }
  }

  const Probe& probe_;
  std::uint64_t all_ = 1;
  std::uint64_t late_ = 1;
  std::uint64_t sum_ = 0;
  std::vector<std::pair<Probe::Value, std::uint64_t>> texts_;
};

/// Has every signal looked at in the cycles of its own clock.
void watch(const noc::ClockDomain& core, const std::vector<Probe>& probes, const WatchedFrom& from,
           std::vector<Look>& looks) {
  std::set<noc::ClockDomain*> domains;
  for (const Probe& probe : probes) domains.insert(probe.domain);
  for (noc::ClockDomain* domain : domains) {
    std::vector<std::size_t> its;
    for (std::size_t i = 0; i < probes.size(); ++i) {
      if (probes[i].domain == domain) its.push_back(i);
    }
    const Cycle first = domain->first_cycle_from(core.time_of(from.first));
    const Cycle late = domain->first_cycle_from(core.time_of(from.late));
    domain->watch(first, kEnd, [&probes, &looks, its, first, late](Cycle now) {
      for (const std::size_t i : its) {
        if (now < first) {
          probes[i].value(now);
        } else {
          looks[i](now, now >= late);
        }
      }
    });
  }
}

}  // namespace

WatchedLayer watch_isolated(const hw::AnyArchitecture& architecture, const hw::Layer& layer,
                            const hw::LayerTensors& tensors, const noc::Schedule& schedule,
                            const WatchedFrom& from) {
  const std::string answer = run_in_child([&](int pipe) {
    std::vector<Probe> probes;
    std::vector<Look> looks;
    sim::Observers observers;
    observers.elaborated = [&](noc::Probes& all, noc::ClockDomain& core) {
      probes = all.all();
      for (const Probe& probe : probes) looks.emplace_back(probe);
      watch(core, probes, from, looks);
    };
    const auto result = sim::simulate(architecture, layer, tensors, {schedule}, observers);
    write_vector(pipe, std::vector{result.counters});
    std::map<std::string, std::uint64_t> sums;
    std::string text;
    for (const Look& look : looks) {
      look.add_to(sums);
      text += look.hashes();
    }
    text += '\n';
    for (const auto& [key, sum] : sums) text += fmt::format("{} {}\n", key, sum);
    write_all(pipe, text.data(), text.size());
  });
  std::string_view bytes = answer;
  WatchedLayer watched;
  watched.counters = take_vector<hw::LayerCounters>(bytes).front();
  std::istringstream lines{std::string(bytes)};
  std::string line;
  while (std::getline(lines, line) && !line.empty()) {
    std::istringstream words(line);
    std::string name;
    WatchedLayer::Hashes hashes{};
    words >> name >> hashes.all >> hashes.late;
    watched.signals[name] = hashes;
  }
  while (std::getline(lines, line)) {
    const auto space = line.rfind(' ');
    watched.sums[line.substr(0, space)] = std::stoull(line.substr(space + 1));
  }
  return watched;
}

}  // namespace eyeriss::test
