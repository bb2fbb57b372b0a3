// SPDX-License-Identifier: Apache-2.0
#include "hw/dram/dram_queue.h"

namespace eyeriss::hw {

DramQueue::DramQueue(int entries, int banks)
    : entries_(static_cast<std::size_t>(entries)), lists_(static_cast<std::size_t>(banks)) {
  for (int i = 0; i < entries; ++i) entry(i).next = i + 1 < entries ? i + 1 : kNone;
}

int DramQueue::add(const Entry& request, int open_row) {
  const int index = free_;
  Entry& added = entry(index);
  free_ = added.next;
  added = request;
  List& bank = list(request.bank);
  added.previous = bank.tail;
  added.next = kNone;
  (bank.tail == kNone ? bank.head : entry(bank.tail).next) = index;
  bank.tail = index;
  if (bank.hit == kNone) bank.hit = hit_from(index, open_row);

  ++size_;
  if (added.blockers > 0) ++blocked_;
  banks_ |= std::uint64_t{1} << added.bank;
  ++bursts_[hash(added.burst)];
  return index;
}

void DramQueue::remove(int index, int open_row) {
  Entry& removed = entry(index);
  List& bank = list(removed.bank);
  if (bank.hit == index) bank.hit = hit_from(removed.next, open_row);
  (removed.previous == kNone ? bank.head : entry(removed.previous).next) = removed.next;
  (removed.next == kNone ? bank.tail : entry(removed.next).previous) = removed.previous;

  --size_;
  if (bank.head == kNone) banks_ &= ~(std::uint64_t{1} << removed.bank);
  --bursts_[hash(removed.burst)];
  removed.next = free_;
  free_ = index;
}

}  // namespace eyeriss::hw
