// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/coding.h"

namespace eyeriss::sim {

/// Cycles in which the decoder writes the values of a full link word, four a cycle, on average over
/// words. A word of the run-length code has three values, each with the zeros that happen to
/// precede it (hw/codec/rlc_word.h).
/// @param zeros fraction, 0 to 1
double decoder_cycles_per_word(hw::Coding coding, double zeros);

}  // namespace eyeriss::sim
