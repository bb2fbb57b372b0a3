// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace eyeriss::hw {

/// A FIFO that grows to the most it has ever held, and then allocates no more.
template <typename T>
class DramRing {
 public:
  bool empty() const { return begin_ == end_; }
  std::size_t size() const { return end_ - begin_; }
  const T& front() const { return entries_[begin_ & (entries_.size() - 1)]; }

  void push(const T& value) {
    if (size() == entries_.size()) grow();
    entries_[end_++ & (entries_.size() - 1)] = value;
  }

  void pop() { ++begin_; }

 private:
  void grow() {
    std::vector<T> larger(entries_.empty() ? 16 : 2 * entries_.size());
    for (std::size_t i = 0; i < size(); ++i) {
      larger[i] = entries_[(begin_ + i) & (entries_.size() - 1)];
    }
    end_ = size();
    begin_ = 0;
    entries_.swap(larger);
  }

  std::vector<T> entries_;  // as many as a power of two
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace eyeriss::hw
