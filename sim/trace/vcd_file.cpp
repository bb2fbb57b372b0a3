// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/vcd_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace eyeriss::sim {
namespace {

/// Reads lines until `is_wanted(line)`. @return where this one begins
template <typename IsWanted>
std::streampos find_line(std::istream& file, IsWanted is_wanted) {
  std::string line;
  std::streampos begin;
  do {
    begin = file.tellg();
  } while (std::getline(file, line) && !is_wanted(line));
  return begin;
}

/// Overwrites a line with a shorter one and blanks.
void overwrite_line(std::iostream& file, std::streampos begin, const std::string& text = "") {
  std::string line;
  file.seekg(begin);
  std::getline(file, line);
  file.seekp(begin);
  file << text << std::string(line.size() - text.size(), ' ');
  file.seekg(file.tellp());
  std::getline(file, line);
}

/// Takes out what SystemC puts in: the date, lest equal runs give different files, and a scope
/// around all others. In place of its comment on the time of the first values stands that time.
void tidy_header(std::iostream& file, std::uint64_t begin_ps) {
  const auto starts_with = [](const char* text) {
    return [text](const std::string& line) { return line.starts_with(text); };
  };
  find_line(file, starts_with("$date"));
  overwrite_line(file, file.tellg());
  overwrite_line(file, find_line(file, starts_with("$scope module SystemC")));
  std::streampos last_upscope;
  find_line(file, [&, begin = file.tellg()](const std::string& line) mutable {
    if (line.starts_with("$upscope")) last_upscope = begin;
    begin = file.tellg();
    return line.starts_with("$enddefinitions");
  });
  const std::streampos definitions_end = file.tellg();
  overwrite_line(file, last_upscope);
  file.seekg(definitions_end);
  overwrite_line(file, find_line(file, starts_with("$comment")));
  overwrite_line(file, file.tellg(), fmt::format("#{}", begin_ps));
  overwrite_line(file, file.tellg());
}

/// Without times at the end that no change belongs to.
std::uintmax_t end_of_changes(std::istream& file) {
  constexpr std::streamoff kTail = 256;
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  const std::streamoff tail = std::min(size, kTail);
  std::string text(static_cast<std::size_t>(tail), '\0');
  file.seekg(size - tail);
  file.read(text.data(), tail);
  for (;;) {
    const std::size_t end = text.find_last_not_of('\n');
    const std::size_t line = end == std::string::npos ? end : text.rfind('\n', end);
    if (line == std::string::npos || text[line + 1] != '#') break;
    text.resize(line + 1);
  }
  return static_cast<std::uintmax_t>(size - tail) + text.size();
}

}  // namespace

VcdFile::~VcdFile() {
  if (file_ != nullptr) sc_core::sc_close_vcd_trace_file(file_);
}

sc_dt::uint64& VcdFile::add(const std::string& name, int width) {
  signals_.push_back({name, width});
  return signals_.back().value;
}

void VcdFile::open() {
  // What SystemC has to say about time units is of no interest.
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  std::filesystem::path stem = path_;
  file_ = sc_core::sc_create_vcd_trace_file(stem.replace_extension().c_str());
  file_->set_time_unit(1, sc_core::SC_PS);
  begin_ps_ = sc_core::sc_time_stamp().value();  // resolution is 1 ps
  for (const Signal& signal : signals_)
    sc_core::sc_trace(file_, signal.value, signal.name, signal.width);
}

void VcdFile::close(std::int64_t end_ps) {
  sc_core::sc_close_vcd_trace_file(std::exchange(file_, nullptr));
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  tidy_header(file, begin_ps_);
  // SystemC ends with the time that it has come to, which may lie beyond.
  std::filesystem::resize_file(path_, end_of_changes(file));
  file.seekp(0, std::ios::end);
  file << fmt::format("#{}\n", end_ps) << std::flush;
  if (!file) throw std::runtime_error(path_.string() + ": cannot be written");
}

}  // namespace eyeriss::sim
