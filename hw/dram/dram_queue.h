// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace eyeriss::hw {

/// The requests of one direction that wait in a controller, sorted by bank, in each bank from the
/// oldest to the youngest. It knows for each bank the oldest request that hits the open row.
///
/// A request may wait for others (`blockers`), of the other direction: it stays out of sight of
/// oldest() and hit() until the last of them is gone.
class DramQueue {
 public:
  static constexpr int kNone = -1;

  struct Entry {
    std::uint64_t age;  ///< number of requests that the controller had before it
    std::int64_t burst;
    std::uint32_t tag;
    int bank;
    int row;
    int column;
    int blockers;
    bool blocks;     ///< a request of the other direction waits for it
    bool has_begun;  ///< a command has been issued on its behalf
    int next;        ///< younger one of the same bank
    int previous;
  };

  /// @param banks up to 64
  DramQueue(int entries, int banks);

  bool is_full() const { return size_ == static_cast<int>(entries_.size()); }
  int size() const { return size_; }
  /// Requests that wait for none.
  int servable() const { return size_ - blocked_; }

  Entry& entry(int index) { return entries_[static_cast<std::size_t>(index)]; }
  const Entry& entry(int index) const { return entries_[static_cast<std::size_t>(index)]; }

  /// @param open_row of its bank; kNone: closed
  /// @pre !is_full()
  /// @return index of the entry
  int add(const Entry& entry, int open_row);
  void remove(int index, int open_row);

  /// Banks with requests, a bit each.
  std::uint64_t banks() const { return banks_; }
  int oldest(int bank) const { return servable_from(list(bank).head); }
  int hit(int bank) const { return list(bank).hit; }

  /// The bank has opened a row, or closed it (kNone).
  void row_changed(int bank, int row) {
    if (list(bank).head != kNone) list(bank).hit = hit_from(list(bank).head, row);
  }

  /// Whether a request for this burst may be there. False alarms are rare.
  bool may_hold(std::int64_t burst) const { return bursts_[hash(burst)] != 0; }

  /// Calls `visit(entry)` for each request for this burst.
  template <typename Visitor>
  void visit_burst(int bank, std::int64_t burst, Visitor&& visit) {
    for (int at = list(bank).head; at != kNone; at = entry(at).next) {
      if (entry(at).burst == burst) visit(entry(at));
    }
  }

  /// One that `entry` waited for is gone.
  void unblock(Entry& entry, int open_row) {
    if (--entry.blockers > 0) return;
    --blocked_;
    row_changed(entry.bank, open_row);
  }

 private:
  struct List {
    int head = kNone;
    int tail = kNone;
    int hit = kNone;
  };

  static std::size_t hash(std::int64_t burst) {
    const auto bits = static_cast<std::uint64_t>(burst) * 0x9e3779b97f4a7c15u;  // Fibonacci hashing
    return bits >> 56;
  }

  List& list(int bank) { return lists_[static_cast<std::size_t>(bank)]; }
  const List& list(int bank) const { return lists_[static_cast<std::size_t>(bank)]; }

  int servable_from(int at) const {
    while (at != kNone && entry(at).blockers > 0) at = entry(at).next;
    return at;
  }
  int hit_from(int at, int row) const {
    if (row == kNone) return kNone;
    while (at != kNone && (entry(at).row != row || entry(at).blockers > 0)) at = entry(at).next;
    return at;
  }

  std::vector<Entry> entries_;
  std::vector<List> lists_;  // by bank
  int free_ = 0;             // first of the entries that are not in use
  int size_ = 0;
  int blocked_ = 0;
  std::uint64_t banks_ = 0;
  std::array<std::uint16_t, 256> bursts_{};  // requests by hash
};

}  // namespace eyeriss::hw
