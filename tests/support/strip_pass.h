// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/array/pass_job.h"
#include "hw/layer.h"

namespace eyeriss::test {

/// A pass over some rows and columns of a layer: image 0, group 0, channel 0.
struct StripPass {
  StripPass(const hw::LayerShape& shape, hw::Range rows, hw::Range columns) {
    configuration.ifmap_rows = (rows.count - 1) * shape.stride_h + shape.R;
    configuration.ifmap_row_words = (columns.count - 1) * shape.stride_w + shape.S;
    job.pass.ofmap_rows = rows;
    job.pass.ofmap_columns = columns;
    job.pass.images = {0, 1};
    job.pass.groups = {0, 1};
    job.pass.channels = {0, 1};
    job.configuration = &configuration;
  }
  StripPass(const StripPass&) = delete;
  StripPass& operator=(const StripPass&) = delete;

  hw::PassConfiguration configuration{};
  hw::PassJob job{};
};

}  // namespace eyeriss::test
