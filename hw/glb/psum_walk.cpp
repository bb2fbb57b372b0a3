// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/psum_walk.h"

#include <algorithm>

namespace eyeriss::hw {

PsumWalk::PsumWalk(const PassJob& job, int psums_per_word)
    : job_(&job), psums_per_word_(psums_per_word), address_(job.psum_base) {
  for (const auto& column : job.configuration->psum_columns)
    turns_ = std::max(turns_, (column.filters + psums_per_word - 1) / psums_per_word);
}

}  // namespace eyeriss::hw
