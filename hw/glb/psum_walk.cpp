// SPDX-License-Identifier: Apache-2.0
#include "hw/glb/psum_walk.h"

#include <algorithm>

namespace eyeriss::hw {

PsumWalk::PsumWalk(const PassJob& job, int psums_per_word)
    : job_(&job), psums_per_word_(psums_per_word), address_(job.psum_base) {
  for (const auto& column : job.configuration->psum_columns)
    turns_ = std::max(turns_, (column.filters + psums_per_word - 1) / psums_per_word);
}

void PsumWalk::advance() {
  ++address_;
  do {  // columns of a partial set have fewer words and drop out of the turns
    if (++column_ < job_->configuration->psum_columns.size()) continue;
    column_ = 0;
    if (++word_ < turns_) continue;
    word_ = 0;
    if (++window_ < job_->pass.ofmap_columns.count) continue;
    window_ = 0;
    if (++image_ < job_->pass.images.count) continue;
    job_ = nullptr;
    return;
  } while (filter() >= column().filters);
}

}  // namespace eyeriss::hw
