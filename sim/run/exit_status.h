// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyeriss::sim {

/// What the program tells whoever started it. A run stopped by a signal ends with 128 plus the
/// signal's number instead.
enum ExitStatus : int {
  kExitOk = 0,        ///< done, every check held
  kExitMismatch = 1,  ///< simulated, but an output differs from the golden model
  kExitBadInput = 2,  ///< bad input or usage, found before anything was simulated or written
  kExitFault = 3,     ///< a fault of the simulator itself; or done, but no report was made
};

inline constexpr int kExitSignalBase = 128;

}  // namespace eyeriss::sim
