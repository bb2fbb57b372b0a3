// SPDX-License-Identifier: Apache-2.0
#include "sim/eyexam/parallel_work.h"

namespace eyeriss::sim {

ParallelWork::ParallelWork(const hw::LayerShape& shape, int pes, int macs_per_pe,
                           std::int64_t macs_to_do)
    : shape_(shape), pes_(pes), macs_per_pe_(macs_per_pe), macs_to_do_(macs_to_do) {}

std::int64_t ParallelWork::row_convolutions() const {
  return std::int64_t{shape_.M} * shape_.channels_per_group() * shape_.E() * shape_.R;
}

std::int64_t ParallelWork::shared_row_convolutions() const {
  return std::int64_t{shape_.groups} * ceil_div(shape_.filters_per_group(), macs_per_pe_) *
         shape_.channels_per_group() * shape_.E() * shape_.R;
}

double ParallelWork::share_of_peak(double macs_per_cycle) const {
  return std::min(1.0, macs_per_cycle / peak());
}

int ParallelWork::filters_at_once() const {
  return std::min(macs_per_pe_, shape_.filters_per_group());
}

double ParallelWork::on_pes() const {
  if (skips_zeros()) {
    return std::min(static_cast<double>(row_convolutions()), on_all_pes());
  }
  const std::int64_t rounds = ceil_div(shared_row_convolutions(), std::int64_t{pes_});
  const std::int64_t cycles = rounds * shape_.N * shape_.F() * shape_.S;
  return static_cast<double>(shape_.macs()) / static_cast<double>(cycles);
}

double ParallelWork::with(const hw::Mapping& mapping) const {
  if (!skips_zeros()) {
    return static_cast<double>(shape_.macs()) / static_cast<double>(cycles_with(mapping));
  }
  const int filters = std::min(mapping.p * mapping.t, mapping.m);
  const int at_once = filters / mapping.p * std::min(macs_per_pe_, mapping.p) +
                      std::min(macs_per_pe_, filters % mapping.p);
  return static_cast<double>(shape_.R) * mapping.g * mapping.r * mapping.e * at_once;
}

std::int64_t ParallelWork::steps_of_sets(const hw::Mapping& mapping) const {
  return std::int64_t{ceil_div(shape_.groups, mapping.g)} * ceil_div(shape_.E(), mapping.e);
}

std::int64_t ParallelWork::cycles_with(const hw::Mapping& mapping) const {
  const int channels = shape_.channels_per_group();
  const int step = mapping.q * mapping.r;
  const std::int64_t channels_of_first =
      std::int64_t{channels / step} * mapping.q + std::min(mapping.q, channels % step);
  return std::int64_t{shape_.N} * shape_.F() * shape_.S * steps_of_sets(mapping) *
         channels_of_first *
         over_filters(mapping, [&](int filters) { return ceil_div(filters, macs_per_pe_); });
}

hw::Mapping ParallelWork::least_chunks(hw::Mapping sets) const {
  sets.p = filters_at_once();
  sets.q = sets.n = sets.f = 1;
  sets.r = std::min(sets.r, shape_.channels_per_group());
  sets.t = std::min(sets.t, ceil_div(shape_.filters_per_group(), sets.p));
  sets.m = std::min(sets.p * sets.t, shape_.filters_per_group());
  return sets;
}

}  // namespace eyeriss::sim
