// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <systemc>

namespace eyeriss::sim {

/// A VCD file that SystemC writes while a simulation runs. Times are in ps since the beginning of
/// the layer. Nothing in it depends on when it is written.
class VcdFile {
 public:
  /// @param path `.vcd` is its extension: SystemC appends it otherwise
  explicit VcdFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~VcdFile();
  VcdFile(const VcdFile&) = delete;
  VcdFile& operator=(const VcdFile&) = delete;

  /// Adds a signal, before the file is opened. @param name in the hierarchy
  /// @return where its value is to be put; changes of it are written at SystemC's present time
  sc_dt::uint64& add(const std::string& name, int width);

  /// Begins to write, at SystemC's present time.
  /// @throws std::runtime_error
  void open();
  bool is_open() const { return file_ != nullptr; }

  /// Ends the file. @param end_ps up to which the last values hold
  /// @throws std::runtime_error if anything could not be written
  void close(std::int64_t end_ps);

 private:
  struct Signal {
    std::string name;
    int width;
    sc_dt::uint64 value = 0;
  };

  const std::filesystem::path path_;
  std::deque<Signal> signals_;  // SystemC holds on to the values
  sc_core::sc_trace_file* file_ = nullptr;
  std::uint64_t begin_ps_ = 0;
};

}  // namespace eyeriss::sim
