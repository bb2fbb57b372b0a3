// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/csv_part.h"

#include <stdexcept>

namespace eyeriss::sim {

CsvPart::CsvPart(const std::filesystem::path& path) : path_(path), stream_(path, std::ios::binary) {
  if (!stream_) fail();
}

void CsvPart::end_row() {
  row_ += '\n';
  stream_ << row_;
  row_.clear();
}

void CsvPart::close() {
  stream_.close();
  if (!stream_) fail();
}

void CsvPart::fail() const { throw std::runtime_error(path_.string() + ": cannot be written"); }

}  // namespace eyeriss::sim
