// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

namespace eyeriss::sim {

/// A command line, ready to be pasted into a shell.
std::string shell_words(std::span<const std::string> words);

}  // namespace eyeriss::sim
