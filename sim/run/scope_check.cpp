// SPDX-License-Identifier: Apache-2.0
#include "sim/run/scope_check.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/input/input_error.h"
#include "sim/input/wording.h"
#include "sim/run/layer_process.h"
#include "sim/run/layer_simulation.h"
#include "sim/trace/scope_pattern.h"

namespace eyeriss::sim {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

/// Names of all modules of a layer's machine.
Names modules(const RunPlan& plan, const PlannedLayer& planned) {
  LayerProcess process([&](const LayerProcess::Send& send) {
    const Names names = module_names(plan.machine.architecture, planned.layer);
    send({Message::Kind::kResult, json(names).dump()});
  });
  bool is_over = false;
  while (!is_over) {
    for (const Message& message : process.receive(is_over)) return json::parse(message.text);
  }
  throw std::runtime_error(planned.layer.name + ": its machine cannot be put together");
}

/// The parts that the whole consists of, in order.
Names parts(const Names& modules) {
  std::set<std::string> names;
  for (const std::string& module : modules) {
    const std::size_t dot = module.find('.');
    if (dot != std::string::npos)
      names.insert(module.substr(dot + 1, module.find('.', dot + 1) - dot - 1));
  }
  return {names.begin(), names.end()};
}

}  // namespace

void check_scope(const RunPlan& plan, const VcdOptions& options) {
  if (options.scope == VcdOptions{}.scope) return;  // names all
  const ScopePattern pattern(options.scope);
  Names all;
  for (const PlannedLayer& planned : plan.layers) {
    all = modules(plan, planned);
    const auto is_named = [&](const std::string& name) { return pattern.matches(name); };
    if (std::ranges::any_of(all, is_named)) return;
  }
  throw InputError("--vcd-scope " + shortened(options.scope), "", "no module is named so",
                   "the names of modules, with * and ?, inside top: " + listed(parts(all)));
}

}  // namespace eyeriss::sim
