// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>

namespace eyeriss::noc {

/// Address of a word on a global input network: every X-bus whose row ID and every PE on it
/// whose column ID match takes the word.
struct Tag {
  int row;
  int column;
  auto operator<=>(const Tag&) const = default;
};

/// Gate in front of an X-bus or a PE (JSSC 2017, section IV-B): lets a word pass when the
/// word's tag equals the ID it was configured with. Combinational: the comparison takes no
/// cycle of its own.
class MulticastController {
 public:
  /// An ID that no tag carries: the highest value of an ID of `bits` bits.
  static constexpr int none(int bits) { return (1 << bits) - 1; }

  MulticastController() = default;
  explicit MulticastController(int id) : id_(id) {}

  int id() const { return id_; }
  bool matches(int tag) const { return id_ == tag; }

 private:
  int id_ = -1;
};

}  // namespace eyeriss::noc
