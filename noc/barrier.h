// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "noc/clocked.h"
#include "noc/cycle.h"

namespace eyeriss::noc {

/// A line that rises when all of a number of modules have arrived: their ready wires ANDed, and
/// registered. When the last of them arrives in cycle c, the line is seen high from c+1 on.
class Barrier {
 public:
  /// The module that looks at the line.
  void connect(Clocked& watcher) { watcher_ = &watcher; }

  /// Lowers the line until `modules` have arrived anew. @pre modules > 0
  void expect(int modules) {
    missing_ = modules;
    last_ = 0;
  }

  /// A module arrives in cycle `at`, which may lie ahead.
  void arrive(Cycle at) {
    last_ = std::max(last_, at);
    if (--missing_ == 0) watcher_->wake(last_ + 1);
  }

  /// Cycle from which the line is seen high; kNever while that is not known (the watcher is
  /// woken when it is).
  Cycle open_at() const { return missing_ > 0 ? kNever : last_ + 1; }

 private:
  Clocked* watcher_ = nullptr;
  int missing_ = 0;
  Cycle last_ = 0;
};

}  // namespace eyeriss::noc
