// SPDX-License-Identifier: Apache-2.0
#include "sim/report/status_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace eyeriss::sim {
namespace {

constexpr std::size_t kDefaultWidth = 80;

std::size_t terminal_width() {
  winsize size{};
  const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : kDefaultWidth;
}

}  // namespace

StatusLine::StatusLine() : on_terminal_(isatty(STDERR_FILENO) == 1) {}

void StatusLine::draw(const std::string& text) {
  if (!on_terminal_) return;
  // The last column stays free: some terminals begin a new line when it is written.
  std::fprintf(stderr, "\r%s\033[K", text.substr(0, terminal_width() - 1).c_str());
  std::fflush(stderr);
  is_drawn_ = true;
}

void StatusLine::wipe() {
  if (!is_drawn_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  is_drawn_ = false;
}

}  // namespace eyeriss::sim
