// SPDX-License-Identifier: Apache-2.0
// Random passes on a PE with random neighbours: the fast schedule and the one that takes single
// steps must agree in every cycle and count, and the psums must be those of plain arithmetic.
#include <algorithm>
#include <random>

#include "hw/pe/pe.h"
#include "tests/support/pe_bench.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::Cycle;
using test::PeBench;
using test::PeInputs;

class RandomPe {
 public:
  explicit RandomPe(unsigned seed) : random_(seed) {
    architecture.pe.ifmap_fifo_words = pick(1, 8);
    architecture.pe.filter_fifo_words = 4 * pick(1, 3);
    architecture.pe.psum_fifo_words = 4 * pick(1, 4);
    architecture.pe.pipeline_stages = pick(1, 4);
    shift = pick(0, 3) == 0 ? pick(1, 20) : 0;
    for (int pass = 0; pass < kPasses; ++pass) add_pass();
    const auto words = static_cast<std::size_t>(inputs.psums.size());
    if (pick(0, 1) == 0) inputs.psum_out_not_before.resize(words, 0);
    Cycle at = 0;
    for (Cycle& not_before : inputs.psum_out_not_before) not_before = at += pick(0, 40);
  }

  static constexpr int kPasses = 4;
  Architecture architecture = test::eyeriss_v1();
  int shift = 0;
  PeInputs inputs;
  std::vector<std::vector<std::int16_t>> expected;  // psum words, the valid lanes

 private:
  int pick(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
  std::int16_t value() {
    return pick(0, 3) == 0 ? std::int16_t{0} : static_cast<std::int16_t>(pick(-32768, 32767));
  }
  /// Mostly soon after the one before, sometimes much later.
  template <typename T>
  void later(Cycle& at, test::Timed<T>& stream, const T& value) {
    at += pick(0, 9) == 0 ? pick(0, 60) : pick(0, 2);
    stream.emplace_back(at, value);
  }

  void add_pass() {
    PePass pass{.filters = pick(1, 12),
                .channels = pick(1, 3),
                .kernel_width = pick(1, 4),
                .stride = pick(1, 5),
                .windows = pick(1, 5),
                .rows = pick(1, 3),
                .head_of_column = true};
    if (pick(0, 5) == 0) {
      inputs.commands.emplace_back(command_at_ += pick(0, 50), kNoWork);
      return;
    }
    inputs.commands.emplace_back(command_at_ += pick(0, 50), pass);

    std::vector<std::int16_t> filters(static_cast<std::size_t>(pass.window_macs()));
    for (auto& filter : filters) filter = value();
    for (const auto& word : test::filter_words(filters)) later(filter_at_, inputs.filters, word);

    for (int row = 0; row < pass.rows; ++row) {
      std::vector<std::int16_t> window;
      for (int position = 0; position < pass.windows; ++position) {
        const int fresh = position == 0 ? pass.window_words() : pass.new_words();
        if (position > 0) window.erase(window.begin(), window.begin() + fresh);
        for (int i = 0; i < fresh; ++i) {
          window.push_back(value());
          later(ifmap_at_, inputs.ifmap, window.back());
        }
        add_psums(pass, window, filters);
      }
    }
  }

  void add_psums(const PePass& pass, const std::vector<std::int16_t>& window,
                 const std::vector<std::int16_t>& filters) {
    for (int first = 0; first < pass.filters; first += 4) {
      Word64 below{};
      std::vector<std::int16_t> sums;
      for (int k = first; k < std::min(first + 4, pass.filters); ++k) {
        below[static_cast<std::size_t>(k - first)] = value();
        std::int64_t sum = below[static_cast<std::size_t>(k - first)];
        for (std::size_t i = 0; i < window.size(); ++i) {
          const std::int64_t filter =
              filters[i * static_cast<std::size_t>(pass.filters) + static_cast<std::size_t>(k)];
          sum += (window[i] * filter) >> shift;
        }
        sums.push_back(static_cast<std::int16_t>(static_cast<std::uint64_t>(sum) & 0xffff));
      }
      later(psum_at_, inputs.psums, below);
      expected.push_back(sums);
    }
  }

  std::mt19937 random_;
  Cycle command_at_ = 0;
  Cycle filter_at_ = 0;
  Cycle ifmap_at_ = 0;
  Cycle psum_at_ = 0;
};

std::vector<std::uint64_t> counts(const PeCounters& counters) {
  return {counters.mac_cycles,          counters.macs_gated,          counters.psum_additions,
          counters.filter_spad.writes,  counters.wait_filter_cycles,  counters.wait_ifmap_cycles,
          counters.wait_psum_in_cycles, counters.wait_psum_out_cycles};
}

TEST(RandomPes, SchedulesAgreeAndPsumsAreRight) {
  constexpr unsigned kPes = 60;
  noc::ClockDomain fast("fast", 200, {});
  noc::ClockDomain slow("slow", 200, {.every_cycle = true, .shuffle_seed = 9});
  std::vector<RandomPe> scenarios;
  std::vector<std::unique_ptr<PeBench>> on_fast;
  std::vector<std::unique_ptr<PeBench>> on_slow;
  for (unsigned seed = 0; seed < kPes; ++seed) {
    const RandomPe& pe = scenarios.emplace_back(seed);
    const auto name = "pe" + std::to_string(seed);
    on_fast.push_back(std::make_unique<PeBench>("fast_" + name, fast, pe.architecture, pe.shift,
                                                pe.inputs, RandomPe::kPasses));
    on_slow.push_back(std::make_unique<PeBench>("slow_" + name, slow, pe.architecture, pe.shift,
                                                pe.inputs, RandomPe::kPasses));
  }
  test::run({&fast, &slow}, 60000);

  for (unsigned seed = 0; seed < kPes; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const PeBench& one = *on_fast[seed];
    const PeBench& other = *on_slow[seed];
    EXPECT_EQ(one.output.cycles(), other.output.cycles());
    EXPECT_EQ(one.ifmap.cycles(), other.ifmap.cycles());
    EXPECT_EQ(one.filters.cycles(), other.filters.cycles());
    EXPECT_EQ(one.psums.cycles(), other.psums.cycles());
    EXPECT_EQ(one.watcher.opened(), other.watcher.opened());
    EXPECT_EQ(one.watcher.opened().size(), 1u);
    EXPECT_EQ(counts(one.counters()), counts(other.counters()));

    const auto& expected = scenarios[seed].expected;
    ASSERT_EQ(one.output.values().size(), expected.size());
    ASSERT_EQ(other.output.values().size(), expected.size());
    for (std::size_t word = 0; word < expected.size(); ++word) {
      for (std::size_t lane = 0; lane < expected[word].size(); ++lane) {
        ASSERT_EQ(one.output.values()[word][lane], expected[word][lane]) << word << ", " << lane;
        ASSERT_EQ(other.output.values()[word][lane], expected[word][lane]) << word << ", " << lane;
      }
    }
  }
}

}  // namespace
}  // namespace eyeriss::hw
