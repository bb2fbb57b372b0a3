// SPDX-License-Identifier: Apache-2.0
#include "sim/mapper/pass_timer.h"

#include <utility>

namespace eyeriss::sim {

int PassTimer::active_pes(const PassExtents& pass) {
  return static_cast<int>(timing(pass).shape().working_pes.size());
}

PassTimer::Outcome PassTimer::load_first(const PassExtents& pass, Cycle at) {
  FilterLoading& filters = loading(pass);
  filters.start(at, std::vector<int>(timing(pass).shape().all_pes, 0));
  filters.advance();
  return {.times = {}, .filters_ready = filters.ready(), .filters_streamed = filters.streamed()};
}

const PassTimer::Outcome& PassTimer::run(const PassExtents& pass, const PassExtents& next,
                                         const Conditions& conditions) {
  std::tuple key(pass, next, conditions);
  const auto known = outcomes_.find(key);
  if (known != outcomes_.end()) return known->second;

  PassTiming& array = timing(pass);
  FilterLoading& filters = loading(next);
  filters.start(conditions.next_filters, array.shape().window_macs);
  const PassTiming::Times times =
      array.run(conditions.filters_ready, conditions.psums_free, filters);
  return outcomes_.emplace(std::move(key), Outcome{times, filters.ready(), filters.streamed()})
      .first->second;
}

PassTiming& PassTimer::timing(const PassExtents& pass) {
  return timings_.try_emplace(pass, architecture_, shape_, mapping_, pass).first->second;
}

FilterLoading& PassTimer::loading(const PassExtents& pass) {
  return loadings_.try_emplace(pass, architecture_, timing(pass).shape()).first->second;
}

}  // namespace eyeriss::sim
