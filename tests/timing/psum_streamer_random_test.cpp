// SPDX-License-Identifier: Apache-2.0
// Random passes through the psum streamer, between columns that take and give words at random
// times: the fast schedule and the one that takes single steps must agree in every cycle and count.
#include <numeric>
#include <random>

#include "hw/glb/psum_streamer.h"
#include "tests/support/glb_banks.h"
#include "tests/support/published_mappings.h"
#include "tests/support/timing_test.h"

namespace eyeriss::hw {
namespace {

using noc::Word64;
using test::Cycle;
using test::Recorder;
using test::Script;
using test::Timed;

/// A streamer, and mocks for the columns of PEs. The same seed gives the same scenario.
class RandomStreamer {
 public:
  RandomStreamer(const std::string& name, noc::ClockDomain& domain, unsigned seed)
      : random_(seed),
        columns_(pick(1, 4)),
        buffer_(test::eyeriss_v1(), test::glb_banks(0, pick(1, 4)), counters),
        input_(1, columns_),
        output_(1, columns_),
        streamer_(name.c_str(), domain, 4, shape_, bias_, buffer_, input_, output_, counters) {
    std::vector<int> ids(static_cast<std::size_t>(columns_));
    std::iota(ids.begin(), ids.end(), 0);
    input_.configure({0}, ids);
    for (int column = 0; column < columns_; ++column) add_channels(column);
    for (int column = 0; column < columns_; ++column) add_column(domain, column);
    add_passes(domain);
  }

  /// What happened, when.
  std::vector<std::vector<Cycle>> log() const {
    std::vector<std::vector<Cycle>> cycles{controller_->cycles(), done_->cycles()};
    for (const auto& foot : at_feet_) cycles.push_back(foot->cycles());
    for (const auto& head : at_heads_) cycles.push_back(head->cycles());
    return cycles;
  }
  std::size_t passes_done() const { return done_->cycles().size(); }

  static constexpr int kPasses = 3;
  LayerCounters counters;

 private:
  int pick(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
  /// Mostly soon after the one before, sometimes much later.
  Cycle later(Cycle& at) { return at += pick(0, 9) == 0 ? pick(0, 80) : pick(0, 3); }

  void add_channels(int column) {
    feet_.push_back(std::make_unique<noc::Channel<Word64>>(pick(1, 4)));
    heads_.push_back(std::make_unique<noc::Channel<Word64>>(pick(1, 4)));
    input_.attach(0, column, *feet_.back());
    output_.attach(0, column, *heads_.back());
  }

  void add_column(noc::ClockDomain& domain, int column) {
    auto& foot = *feet_[static_cast<std::size_t>(column)];
    auto& head = *heads_[static_cast<std::size_t>(column)];
    const int filters = pick(1, 12);
    configuration_.psum_columns.push_back({.foot = input_.route({0, column}),
                                           .head = &head,
                                           .group = 0,
                                           .first_filter = 0,
                                           .filters = filters,
                                           .ofmap_row = 0});
    const int words = kPasses * kWindows * ((filters + 3) / 4);
    std::vector<Cycle> not_before;
    Timed<Word64> given;
    Cycle taken_at = 0;
    Cycle given_at = pick(0, 60);
    for (int word = 0; word < words; ++word) {
      not_before.push_back(later(taken_at));
      given.emplace_back(later(given_at), Word64{});
    }
    at_feet_.push_back(std::make_unique<Recorder<Word64>>(domain, foot, not_before));
    at_heads_.push_back(std::make_unique<Script<Word64>>(domain, head, given));
    foot.connect(&streamer_, at_feet_.back().get());
    head.connect(at_heads_.back().get(), &streamer_);
  }

  void add_passes(noc::ClockDomain& domain) {
    Timed<const PassJob*> passes;
    Cycle at = 0;
    job_.pass.images = {0, 1};
    job_.pass.ofmap_columns = {0, kWindows};
    job_.configuration = &configuration_;
    for (int pass = 0; pass < kPasses; ++pass) passes.emplace_back(at += pick(0, 150), &job_);
    controller_ = std::make_unique<Script<const PassJob*>>(domain, streamer_.passes, passes);
    done_ = std::make_unique<Recorder<const PassJob*>>(domain, streamer_.done);
    streamer_.passes.connect(controller_.get(), &streamer_);
    streamer_.done.connect(&streamer_, done_.get());
  }

  static constexpr int kWindows = 6;
  std::mt19937 random_;
  int columns_;
  LayerShape shape_ = test::square_layer(1, 1, 8, 16, 1, 1, 0, 1);
  std::vector<std::int32_t> bias_ = std::vector<std::int32_t>(16, 1);
  GlobalBuffer buffer_;
  noc::InputNetwork<Word64> input_;
  noc::OutputNetwork output_;
  PsumStreamer streamer_;
  PassConfiguration configuration_{};
  PassJob job_{};
  std::vector<std::unique_ptr<noc::Channel<Word64>>> feet_;
  std::vector<std::unique_ptr<noc::Channel<Word64>>> heads_;
  std::vector<std::unique_ptr<Recorder<Word64>>> at_feet_;
  std::vector<std::unique_ptr<Script<Word64>>> at_heads_;
  std::unique_ptr<Script<const PassJob*>> controller_;
  std::unique_ptr<Recorder<const PassJob*>> done_;
};

TEST(RandomPsumStreamers, SchedulesAgree) {
  constexpr unsigned kStreamers = 60;
  noc::ClockDomain fast("fast", 200, {});
  noc::ClockDomain stepping("stepping", 200, {.shuffle_seed = 4});  // its mocks take single steps
  noc::ClockDomain slow("slow", 200, {.every_cycle = true, .shuffle_seed = 9});
  std::vector<std::unique_ptr<RandomStreamer>> on_fast;
  std::vector<std::unique_ptr<RandomStreamer>> on_stepping;
  std::vector<std::unique_ptr<RandomStreamer>> on_slow;
  for (unsigned seed = 0; seed < kStreamers; ++seed) {
    const auto name = "streamer" + std::to_string(seed);
    on_fast.push_back(std::make_unique<RandomStreamer>("fast_" + name, fast, seed));
    on_stepping.push_back(std::make_unique<RandomStreamer>("stepping_" + name, stepping, seed));
    on_slow.push_back(std::make_unique<RandomStreamer>("slow_" + name, slow, seed));
  }
  test::run({&fast, &stepping, &slow}, 20000);
  std::uint64_t conflicts = 0;
  for (unsigned seed = 0; seed < kStreamers; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const RandomStreamer& reference = *on_slow[seed];
    EXPECT_EQ(reference.passes_done(), static_cast<std::size_t>(RandomStreamer::kPasses));
    conflicts += reference.counters.psum_bank_conflict_cycles;
    for (const RandomStreamer* other : {on_fast[seed].get(), on_stepping[seed].get()}) {
      EXPECT_EQ(other->log(), reference.log());
      EXPECT_EQ(other->counters.psum_bank_conflict_cycles,
                reference.counters.psum_bank_conflict_cycles);
      EXPECT_EQ(other->counters.glb_psum_read, reference.counters.glb_psum_read);
      EXPECT_EQ(other->counters.glb_psum_written, reference.counters.glb_psum_written);
    }
  }
  EXPECT_GT(conflicts, 100u) << "else this test shows little";
}

}  // namespace
}  // namespace eyeriss::hw
