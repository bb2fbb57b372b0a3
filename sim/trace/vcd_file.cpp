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
  for (;;) {
    const std::streampos begin = file.tellg();
    if (!std::getline(file, line)) throw std::runtime_error("is cut off");
    if (is_wanted(line)) return begin;
  }
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

/// Where the times from `end_ps` on begin. SystemC's last time may lie beyond the end, and so may
/// changes in the cycle in which the layer was known to be complete.
std::streamoff end_of_changes(std::istream& file, std::int64_t end_ps) {
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  for (std::streamoff tail = 4096;; tail *= 2) {
    const std::streamoff begin = std::max<std::streamoff>(0, size - tail);
    std::string text(static_cast<std::size_t>(size - begin), '\0');
    file.seekg(begin);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    // From the end backwards, time by time.
    std::size_t end = text.size();
    for (std::size_t time = text.rfind("\n#"); time != std::string::npos;
         time = time == 0 ? std::string::npos : text.rfind("\n#", time - 1)) {
      if (std::stoll(text.substr(time + 2, 20)) < end_ps)
        return begin + static_cast<std::streamoff>(end);
      end = time + 1;
    }
    if (begin == 0) return static_cast<std::streamoff>(end);
  }
}

/// Whether there is room for more. SystemC does not tell when there was none.
bool has_room(std::iostream& file) {
  file.seekp(0, std::ios::end);
  file << std::string(1 << 16, ' ') << std::flush;
  return file.good();
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
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::uintmax_t>(file.tellg());
  if (!has_room(file)) throw std::runtime_error("cannot be written");
  std::filesystem::resize_file(path_, size);
  std::filesystem::resize_file(path_, static_cast<std::uintmax_t>(end_of_changes(file, end_ps)));
  file.seekg(0);
  tidy_header(file, begin_ps_);
  file.seekp(0, std::ios::end);
  file << fmt::format("#{}\n", end_ps) << std::flush;
  if (!file) throw std::runtime_error("cannot be written");
}

}  // namespace eyeriss::sim
