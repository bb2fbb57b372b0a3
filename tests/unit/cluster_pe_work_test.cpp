// SPDX-License-Identifier: Apache-2.0
// What the mapper of machines of clusters expects that windows take, cycles without MACs included.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "hw/layer.h"
#include "sim/cluster_mapper/expected_counts.h"
#include "sim/cluster_mapper/pe_work.h"
#include "tests/support/cluster_machines.h"
#include "tests/support/cluster_mapping_cases.h"
#include "tests/support/cluster_pe_core_bench.h"
#include "tests/support/cluster_pe_golden_window.h"

namespace eyeriss::sim {
namespace {

using test::cluster_pass;
using test::Data;
using test::eyeriss_v2;

// Words with a common value.

/// One way in which values can be zero and non-zero, a bit for each.
struct Pattern {
  Pattern(unsigned bits, int values, double density, int per_word) {
    std::vector<unsigned> nonzeros;
    for (int value = 0; value < values; ++value) {
      const unsigned bit = 1U << value;
      probability *= (bits & bit) != 0 ? density : 1 - density;
      if ((bits & bit) != 0) nonzeros.push_back(bit);
    }
    const auto word = static_cast<std::size_t>(per_word);
    for (std::size_t i = 0; i < nonzeros.size(); ++i) {
      if (i / word == 0) first |= nonzeros[i];
      if (i / word == (nonzeros.size() - 1) / word) last |= nonzeros[i];
    }
  }

  double probability = 1;
  unsigned first = 0;  ///< non-zeros of the first word
  unsigned last = 0;   ///< of the last
};

double enumerated_chance(int values, double density, int per_word) {
  std::vector<Pattern> patterns;
  for (unsigned bits = 0; bits < 1U << values; ++bits) {
    patterns.emplace_back(bits, values, density, per_word);
  }
  double chance = 0;
  for (const Pattern& before : patterns) {
    for (const Pattern& next : patterns) {
      if ((before.last & next.first) != 0) chance += before.probability * next.probability;
    }
  }
  return chance;
}

constexpr double kRounding = 1e-9;

TEST(ExpectedCounts, SharedValuesOfWordsOfOneAreEnumeratedOnes) {
  for (int values = 1; values <= 8; ++values) {
    for (const double density : {0.0, 0.1, 0.5, 0.9, 1.0}) {
      EXPECT_NEAR(chance_of_shared(values, density, 1), enumerated_chance(values, density, 1),
                  kRounding)
          << values << ' ' << density;
    }
  }
}

TEST(ExpectedCounts, SharedValuesAreAtMostAsLikelyAsExpected) {
  for (int values = 1; values <= 8; ++values) {
    for (const int per_word : {2, 3, 4}) {
      for (const double density : {0.1, 0.25, 0.5, 0.75, 0.9, 1.0}) {
        const double chance = chance_of_shared(values, density, per_word);
        EXPECT_GE(chance, enumerated_chance(values, density, per_word) - kRounding)
            << values << ' ' << per_word << ' ' << density;
        EXPECT_LE(chance, 1.0);
      }
    }
  }
}

TEST(ExpectedCounts, SharedValuesOfPairsAreExpectedClosely) {
  // A single value has to be there twice.
  EXPECT_DOUBLE_EQ(chance_of_shared(1, 0.3, 2), 0.3 * 0.3);
  // Either of two values, both counted where both are shared: 2 d^2 for 2 d^2 - d^4.
  EXPECT_NEAR(enumerated_chance(2, 0.3, 2), 2 * 0.09 - 0.0081, kRounding);
  EXPECT_NEAR(chance_of_shared(2, 0.3, 2), 2 * 0.09, kRounding);
  // The last word and the first have no value in common, the last one full or not.
  EXPECT_NEAR(chance_of_shared(4, 1, 2), 0, kRounding);
  EXPECT_NEAR(chance_of_shared(3, 1, 2), 0, kRounding);
  for (int values = 1; values <= 8; ++values) {
    for (const auto& [density, within] : {std::pair{0.1, 0.01}, {0.25, 0.06}, {0.5, 0.16}}) {
      EXPECT_NEAR(chance_of_shared(values, density, 2), enumerated_chance(values, density, 2),
                  within)
          << values << ' ' << density;
    }
  }
}

// As many as there may be are looked at as fast as a few: all that matter are the outermost.
TEST(ExpectedCounts, LongColumnsShareNothing) {
  EXPECT_NEAR(chance_of_shared(65536, 0.5, 2), 0, kRounding);
  EXPECT_NEAR(chance_of_shared(65, 1, 1), 0, kRounding);
  // Of 100 values with one non-zero each in the mean, most columns are a word at most: the two
  // share a value as if there were but one word, 100 d^2.
  EXPECT_NEAR(chance_of_shared(100, 0.01, 4), 0.01, 0.0005);
}

// Windows.

/// Windows of one channel, in a PE with as many stages of MACs, and the golden model of them.
struct Windows {
  int filters;
  int kernel_width;
  int stride;
  Data iacts;
  Data weights;
  int stages = 2;
  bool forwards_psums = false;

  hw::ClusterArchitecture machine() const {
    hw::ClusterArchitecture machine = eyeriss_v2();
    machine.pe.mac_stages = stages;
    machine.pe.forwards_psums = forwards_psums;
    return machine;
  }

  /// Mean cycles of the windows of a layer whose values are zero independently of one another.
  double enumerated(const ZeroFractions& zeros) const {
    const auto pass = cluster_pass(filters, 1, kernel_width, stride, iacts, weights);
    const hw::ClusterArchitecture its = machine();
    const auto width = static_cast<std::size_t>(kernel_width);
    const std::size_t values = width * static_cast<std::size_t>(1 + filters);
    double mean = 0;
    for (unsigned bits = 0; bits < 1U << values; ++bits) {
      const auto value = [&](std::size_t i) { return static_cast<std::int16_t>(bits >> i & 1U); };
      double probability = 1;
      for (std::size_t i = 0; i < values; ++i) {
        const double zero = i < width ? zeros.ifmap : zeros.weights;
        probability *= value(i) == 0 ? zero : 1 - zero;
      }
      if (probability == 0) continue;
      std::vector<std::int16_t> window;
      for (std::size_t i = 0; i < width; ++i) window.push_back(value(i));
      std::vector<std::vector<std::int16_t>> columns(width);
      for (std::size_t i = width; i < values; ++i) columns[i % width].push_back(value(i));
      const test::GoldenClusterWindow golden(pass, window, columns, its.pe);
      mean += probability * static_cast<double>(golden.cycles().size());
    }
    return mean;
  }

  double expected(const ZeroFractions& zeros) const {
    // No padding; a group of its own for each channel.
    hw::Layer layer = test::raw_layer(test::square(4, 18, 4 * filters, kernel_width, stride));
    layer.shape.groups = 4;
    if (iacts == Data::kCsc) layer.ifmap_coding = hw::Coding::kCsc;
    if (weights == Data::kCsc) layer.weights_coding = hw::Coding::kCsc;
    const hw::ClusterArchitecture its = machine();
    return PeWork(its, layer, zeros).slow_mac_cycles(filters, 1, 1);
  }
};

TEST(PeWork, DenseDepthwiseWindowsAreExact) {
  // Of a kernel of three: MACs in five cycles, 3 + 2 (m - 1) of m stages.
  for (const Data iacts : {Data::kRaw, Data::kCsc}) {
    for (const Data weights : {Data::kRaw, Data::kCsc}) {
      EXPECT_NEAR((Windows{1, 3, 1, iacts, weights, 2}.expected({})), 5, kRounding);
      EXPECT_NEAR((Windows{1, 3, 1, iacts, weights, 3}.expected({})), 7, kRounding);
      for (const int kernel_width : {1, 3, 5}) {
        for (const int stages : {1, 2, 3, 4}) {
          const Windows windows{1, kernel_width, 1, iacts, weights, stages};
          EXPECT_NEAR(windows.expected({}), windows.enumerated({}), kRounding)
              << kernel_width << ' ' << stages;
        }
      }
    }
  }
}

TEST(PeWork, DenseWindowsOfRawWeightsAreExact) {
  for (int filters = 1; filters <= 5; ++filters) {
    for (const int stages : {1, 2, 3, 4}) {
      const Windows windows{filters, 3, 1, Data::kRaw, Data::kRaw, stages};
      EXPECT_NEAR(windows.expected({}), windows.enumerated({}), kRounding)
          << filters << ' ' << stages;
    }
  }
}

// All but the first of n iacts that are not zero wait for the one before: n + max(n - 1, 0) of four
// with d = 1/2 are 2 + 1 + 1/16 in the mean.
TEST(PeWork, IactsOfASegmentFollowOneAnother) {
  hw::Layer layer = test::raw_layer(test::square(4, 8, 1, 1, 1));
  layer.ifmap_coding = hw::Coding::kCsc;
  const hw::ClusterArchitecture machine = eyeriss_v2();
  EXPECT_NEAR(PeWork(machine, layer, {.ifmap = 0.5}).slow_mac_cycles(1, 4, 1), 3.0625, kRounding);
}

TEST(PeWork, ForwardedPsumsLoseNoCycles) {
  // A slot each, of raw iacts, or four addresses.
  const ZeroFractions zeros{.ifmap = 0.2};
  EXPECT_NEAR((Windows{1, 3, 1, Data::kRaw, Data::kRaw, 3, true}.expected(zeros)), 3, kRounding);
  EXPECT_NEAR((Windows{1, 3, 1, Data::kCsc, Data::kRaw, 3, true}.expected(zeros)), 4, kRounding);
  EXPECT_NEAR((Windows{1, 3, 1, Data::kCsc, Data::kCsc, 3, true}.expected(zeros)), 4, kRounding);
}

/// Two iacts in succession wait for one another, whatever lies around them.
TEST(PeWork, RawDepthwiseWindowsAreExact) {
  for (const int kernel_width : {3, 5}) {
    for (const int stride : {1, 2}) {
      for (const double ifmap : {0.1, 0.5, 0.9}) {
        for (const double weights : {0.0, 0.5}) {
          const Windows windows{1, kernel_width, stride, Data::kRaw, Data::kCsc};
          const ZeroFractions zeros{.ifmap = ifmap, .weights = weights};
          EXPECT_NEAR(windows.expected(zeros), windows.enumerated(zeros), kRounding)
              << kernel_width << ' ' << stride << ' ' << ifmap << ' ' << weights;
        }
      }
    }
  }
}

/// The larger of the means of two bounds, MACs and addresses, is less than the mean of the larger;
/// by less than 15 %, most where both are about as long.
TEST(PeWork, CscDepthwiseWindowsAreExpectedFromBelow) {
  // By hand, half of three iacts: five cycles of an eighth of the windows, and else four.
  EXPECT_NEAR((Windows{1, 3, 1, Data::kCsc, Data::kRaw}.enumerated({.ifmap = 0.5})), 4.125,
              kRounding);
  for (const int kernel_width : {3, 5}) {
    for (const double ifmap : {0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9}) {
      for (const double weights : {0.0, 0.5}) {
        const Windows windows{1, kernel_width, 1, Data::kCsc, Data::kCsc};
        const ZeroFractions zeros{.ifmap = ifmap, .weights = weights};
        const double mean = windows.enumerated(zeros);
        EXPECT_LE(windows.expected(zeros), mean + kRounding) << kernel_width << ' ' << ifmap;
        EXPECT_GT(windows.expected(zeros), 0.85 * mean) << kernel_width << ' ' << ifmap;
      }
    }
  }
}

/// Of segments of two columns, gaps between iacts that the empty ones fill count as well, but
/// cycles in which fetching holds the MACs do not.
TEST(PeWork, CscDepthwiseWindowsOfStridesAreWithinAFifth) {
  for (const int kernel_width : {3, 5}) {
    for (const double ifmap : {0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9}) {
      for (const double weights : {0.0, 0.5}) {
        const Windows windows{1, kernel_width, 2, Data::kCsc, Data::kCsc};
        const ZeroFractions zeros{.ifmap = ifmap, .weights = weights};
        const double mean = windows.enumerated(zeros);
        EXPECT_NEAR(windows.expected(zeros), mean, mean / 5) << kernel_width << ' ' << ifmap;
      }
    }
  }
}

}  // namespace
}  // namespace eyeriss::sim
