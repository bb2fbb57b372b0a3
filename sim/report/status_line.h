// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace eyeriss::sim {

/// A line on stderr that is drawn again and again, if that is a terminal.
class StatusLine {
 public:
  StatusLine();
  /// Wipes the line.
  ~StatusLine() { wipe(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  bool on_terminal() const { return on_terminal_; }

  /// Draws the line anew, as much of it as the terminal is wide. Elsewhere does nothing.
  void draw(const std::string& text);
  void wipe();

 private:
  bool on_terminal_;
  bool is_drawn_ = false;
};

}  // namespace eyeriss::sim
