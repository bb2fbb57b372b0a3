// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "hw/architecture.h"
#include "hw/layer.h"

namespace eyeriss::sim {

/// A mapping that the machine cannot run. `what()` is one line: what is wrong with the numbers
/// and what is allowed.
class MappingError : public std::runtime_error {
 public:
  /// @param key the mapping key at fault, e.g. "e", or the layer's field that no mapping can
  ///            help, e.g. "kernel_shape"
  MappingError(std::string key, const std::string& message)
      : std::runtime_error(message), key_(std::move(key)) {}
  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

/// Checks a mapping against the layer's extents, the scratchpads, the array with its multicast
/// IDs, and the global buffer. Partial last passes, strips and tiles are legal.
/// @throws MappingError for the first limit that is exceeded
void check_mapping(const hw::Architecture& architecture, const hw::LayerShape& shape,
                   const hw::Mapping& mapping);

}  // namespace eyeriss::sim
