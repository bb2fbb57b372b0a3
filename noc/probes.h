// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "noc/cycle.h"

namespace eyeriss::noc {

class ClockDomain;

/// Of signals that no less bound is known of: as wide as 16 b.
inline constexpr std::uint64_t kMostOfPointer = 0xffff;

/// How a signal is best drawn.
enum class SignalKind {
  kFlag,    ///< a wire, high or low
  kNumber,  ///< unsigned
  kSigned,  ///< two's complement
  kBits,    ///< hexadecimal
  kText     ///< characters, the last one in the lowest byte
};

/// A signal that a module shows in waveforms. It is computed only when it is asked for, so it costs
/// nothing otherwise.
struct Probe {
  using Value = std::uint64_t;

  std::string scope;  ///< of the module in the hierarchy, e.g. `top.array.pe_r03_c07`
  std::string name;   ///< of the signal, e.g. `state`
  SignalKind kind;
  int width;            ///< in bits, 64 at most
  ClockDomain* domain;  ///< of the module
  /// The value in the cycle of the domain that has been evaluated last, with nothing done ahead
  /// (ClockDomain::watch()). To be asked in the cycle before the first that is drawn, too, and from
  /// then on in every cycle: some signals compare with the cycle before.
  std::function<Value(Cycle)> value;
};

/// All signals of a machine, module by module.
class Probes {
 public:
  static constexpr int kTextCharacters = 8;

  /// Adds signals of one module.
  class Scope {
   public:
    /// @param is_high bool(Cycle)
    template <typename IsHigh>
    void flag(const char* name, IsHigh is_high) {
      add(name, SignalKind::kFlag, 1, std::move(is_high));
    }
    /// @param value integer(Cycle), not negative
    /// @param most that it can be
    template <typename Number>
    void number(const char* name, std::uint64_t most, Number value) {
      add(name, SignalKind::kNumber, bits_of(most), std::move(value));
    }
    template <typename Number>
    void signed_number(const char* name, int width, Number value) {
      add(name, SignalKind::kSigned, width,
          [value = std::move(value), mask = ~Probe::Value{0} >> (64 - width)](Cycle now) mutable {
            return static_cast<Probe::Value>(value(now)) & mask;
          });
    }
    template <typename Bits>
    void bits(const char* name, int width, Bits value) {
      add(name, SignalKind::kBits, width, std::move(value));
    }
    /// @param value const char*(Cycle), of kTextCharacters at most
    template <typename Text>
    void text(const char* name, Text value) {
      add(name, SignalKind::kText, 8 * kTextCharacters,
          [value = std::move(value)](Cycle now) mutable { return packed(value(now)); });
    }
    /// A flag that is high in cycles in which a count has risen.
    template <typename Count>
    void rises(const char* name, Count count) {
      flag(name, [count = std::move(count), before = std::uint64_t{0}](Cycle) mutable {
        return std::exchange(before, std::uint64_t{count()}) != before;
      });
    }

   private:
    friend class Probes;
    Scope(Probes& probes, ClockDomain& domain, std::string name)
        : probes_(probes), domain_(domain), name_(std::move(name)) {}

    template <typename Value>
    void add(const char* name, SignalKind kind, int width, Value value) {
      probes_.all_.push_back({name_, name, kind, width, &domain_,
                              [value = std::move(value)](Cycle now) mutable -> Probe::Value {
                                return static_cast<Probe::Value>(value(now));
                              }});
    }

    Probes& probes_;
    ClockDomain& domain_;
    std::string name_;
  };

  /// @param name of the module in the hierarchy
  Scope scope(ClockDomain& domain, std::string name) { return {*this, domain, std::move(name)}; }

  const std::vector<Probe>& all() const { return all_; }

 private:
  static int bits_of(std::uint64_t most);
  static std::uint64_t packed(const char* text);

  std::vector<Probe> all_;
};

}  // namespace eyeriss::noc
