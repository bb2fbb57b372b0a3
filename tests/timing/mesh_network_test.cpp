// SPDX-License-Identifier: Apache-2.0
// noc/mesh_network.h: "a word is sent only in a cycle in which all its destinations have space.
// What is sent in cycle c is put into the FIFO of a PE that is h hops away in c+1+h, and can be
// popped there in c+2+h."
#include "noc/mesh_network.h"

#include <cstdlib>
#include <deque>
#include <string>
#include <tuple>

#include "tests/support/timing_test.h"

namespace eyeriss::noc {
namespace {

using test::Recorder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Network = MeshNetwork<int>;

/// Streamer that sends given words as soon as the network lets it, each not before its cycle.
class MeshDriver : public test::MockModule {
 public:
  struct Sending {
    Cycle not_before;
    Network::Route route;
    int word;
  };

  MeshDriver(ClockDomain& domain, Network& network, std::vector<Sending> sendings)
      : MockModule(domain, 0), source_(network), sendings_(std::move(sendings)) {}

  const Network::Source& source() const { return source_; }

 private:
  const Sending& next() const { return sendings_[cycles().size()]; }
  std::size_t count() const override { return sendings_.size(); }
  Cycle earliest() const override { return next().not_before; }
  Cycle due(Cycle wanted) override { return source_.send_at(next().route, wanted, kNever); }
  void act(Cycle at) override { source_.send(next().route, next().word, at); }

  Network::Source source_;
  std::vector<Sending> sendings_;
};

/// The clusters, and how many of them share a source.
struct MeshCase {
  const char* name;
  int rows;
  int columns;
  int region_rows;
  int region_columns;
};

constexpr MeshCase kMeshCases[] = {
    {"8x2_unicast", 8, 2, 1, 1},    {"8x2_horizontal", 8, 2, 1, 2}, {"8x2_vertical", 8, 2, 8, 1},
    {"8x2_broadcast", 8, 2, 8, 2},  {"8x2_grouped", 8, 2, 4, 2},    {"4x4_unicast", 4, 4, 1, 1},
    {"4x4_horizontal", 4, 4, 1, 4}, {"4x4_vertical", 4, 4, 4, 1},   {"4x4_broadcast", 4, 4, 4, 4},
    {"4x4_grouped", 4, 4, 2, 2},    {"1x1_unicast", 1, 1, 1, 1},    {"3x5_unicast", 3, 5, 1, 1},
    {"3x5_horizontal", 3, 5, 1, 5}, {"3x5_vertical", 3, 5, 3, 1},   {"3x5_broadcast", 3, 5, 3, 5},
    {"3x5_grouped", 3, 5, 2, 3}};

/// Three planes whose circuits cover the grid with regions side by side, cut off at its ends. The
/// source is in the north-west of its region on the first plane, in the middle on the second and
/// in the south-east on the third. In every cluster two PEs listen to each plane.
class MeshTiming : public ::testing::TestWithParam<std::tuple<test::NamedSchedule, MeshCase>> {
 protected:
  struct Pe {
    int hops;  // from its source: by rows and by columns
    Channel<int> fifo;
    std::vector<Cycle> not_before = {};
    std::unique_ptr<Recorder<int>> recorder = {};
  };
  struct Source {
    int plane;
    int cluster;
    std::vector<Network::Destination> destinations;
    std::vector<Pe*> pes;
    int clusters;  // of its region
    std::unique_ptr<MeshDriver> driver = {};

    int farthest() const {
      int hops = 0;
      for (const Pe* pe : pes) hops = std::max(hops, pe->hops);
      return hops;
    }
  };

  static const MeshCase& mesh() { return std::get<1>(GetParam()); }

  void make(int fifo_depth) {
    for (int plane = 0; plane < kPlanes; ++plane) {
      for (int row = 0; row < mesh().rows; row += mesh().region_rows) {
        for (int column = 0; column < mesh().columns; column += mesh().region_columns) {
          make_source(plane,
                      {.row = row,
                       .column = column,
                       .rows = std::min(mesh().region_rows, mesh().rows - row),
                       .columns = std::min(mesh().region_columns, mesh().columns - column)},
                      fifo_depth);
        }
      }
    }
  }

  Network::Route to_all(const Source& source) const {
    return network_.route(source.plane, source.cluster, source.destinations);
  }
  Network::Route to_last(const Source& source) const {
    return network_.route(source.plane, source.cluster, {source.destinations.back()});
  }

  /// @param sendings by source
  void run(std::vector<std::vector<MeshDriver::Sending>> sendings, Cycle end) {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      Source& source = sources_[i];
      source.driver = std::make_unique<MeshDriver>(core_, network_, std::move(sendings[i]));
      for (Pe* pe : source.pes) {
        pe->recorder = std::make_unique<Recorder<int>>(core_, pe->fifo, pe->not_before);
        pe->fifo.connect(source.driver.get(), pe->recorder.get());
      }
    }
    test::run({&core_}, end);
  }

  static constexpr int kPlanes = 3;
  ClockDomain core_{"core", 200, std::get<0>(GetParam()).schedule};
  Network network_{mesh().rows, mesh().columns, kPlanes, true, true};
  std::deque<Pe> pes_;  // channels stay where they are
  std::vector<Source> sources_;

 private:
  void make_source(int plane, const Network::Region& region, int fifo_depth) {
    const int row = region.row + plane * (region.rows - 1) / 2;
    const int column = region.column + plane * (region.columns - 1) / 2;
    network_.configure(plane, region, row, column);
    Source& source = sources_.emplace_back(Source{.plane = plane,
                                                  .cluster = row * mesh().columns + column,
                                                  .destinations = {},
                                                  .pes = {},
                                                  .clusters = region.rows * region.columns});
    for (int r = region.row; r < region.row + region.rows; ++r) {
      for (int c = region.column; c < region.column + region.columns; ++c) {
        for (int pe = 0; pe < 2; ++pe) {
          pes_.push_back(
              {.hops = std::abs(r - row) + std::abs(c - column), .fifo = Channel<int>(fifo_depth)});
          source.pes.push_back(&pes_.back());
          source.destinations.push_back({r * mesh().columns + c, &pes_.back().fifo});
        }
      }
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Mesh, MeshTiming,
                         ::testing::Combine(::testing::ValuesIn(test::kSchedules),
                                            ::testing::ValuesIn(kMeshCases)),
                         [](const auto& tested) {
                           return std::string(std::get<0>(tested.param).name) + "_" +
                                  std::get<1>(tested.param).name;
                         });

TEST_P(MeshTiming, WordsComeToExactlyTheirDestinationsACyclePerHopLater) {
  make(16);
  std::vector<std::vector<MeshDriver::Sending>> sendings;
  for (const Source& source : sources_) {
    const int word = 10 * static_cast<int>(sendings.size());
    sendings.push_back({{3, to_all(source), word},
                        {3, to_last(source), word + 1},
                        {3, to_all(source), word + 2},
                        {50, to_all(source), word + 3}});
  }
  run(std::move(sendings), 100);

  std::uint64_t deliveries = 0;
  std::uint64_t links = 0;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const Source& source = sources_[i];
    const int word = 10 * static_cast<int>(i);
    EXPECT_THAT(source.driver->cycles(), ElementsAre(3, 4, 5, 50)) << "a word per cycle";
    for (const Pe* pe : source.pes) {
      const Cycle h = pe->hops;
      if (pe == source.pes.back()) {
        EXPECT_THAT(pe->recorder->values(), ElementsAre(word, word + 1, word + 2, word + 3));
        EXPECT_THAT(pe->recorder->cycles(), ElementsAre(5 + h, 6 + h, 7 + h, 52 + h));
      } else {
        EXPECT_THAT(pe->recorder->values(), ElementsAre(word, word + 2, word + 3));
        EXPECT_THAT(pe->recorder->cycles(), ElementsAre(5 + h, 7 + h, 52 + h));
      }
    }
    // Three words to all, two PEs in each cluster, and one word to one PE. What goes to all drives
    // a link into each cluster but the source's.
    const Network::Source& counts = source.driver->source();
    const auto clusters = static_cast<std::uint64_t>(source.clusters);
    EXPECT_EQ(counts.words(), 4u);
    EXPECT_EQ(counts.deliveries(), 6 * clusters + 1);
    EXPECT_EQ(counts.hops(),
              3 * (clusters - 1) + static_cast<std::uint64_t>(source.pes.back()->hops));
    deliveries += counts.deliveries();
    links += counts.hops();
  }
  EXPECT_EQ(network_.words(), 4 * sources_.size());
  EXPECT_EQ(network_.deliveries(), deliveries);
  EXPECT_EQ(network_.hops(), links);
}

TEST_P(MeshTiming, AnyFullDestinationHoldsItsSourceAndNoOther) {
  // For each PE in turn there is a phase in which all sources send three words to all, and this PE
  // keeps the first of them: its FIFO, of two words, is full.
  constexpr Cycle kPhase = 70;
  constexpr Cycle kHeld = 40;
  make(2);
  const auto phases = static_cast<Cycle>(pes_.size());
  for (Cycle phase = 0; phase < phases; ++phase) {
    for (std::size_t pe = 0; pe < pes_.size(); ++pe) {
      const bool is_held = static_cast<Cycle>(pe) == phase;
      const Cycle first = is_held ? phase * kPhase + kHeld : 0;
      pes_[pe].not_before.insert(pes_[pe].not_before.end(), {first, 0, 0});
    }
  }
  std::vector<std::vector<MeshDriver::Sending>> sendings(sources_.size());
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    for (Cycle phase = 0; phase < phases; ++phase)
      sendings[i].insert(sendings[i].end(), 3, {phase * kPhase, to_all(sources_[i]), 1});
  }
  run(std::move(sendings), phases * kPhase);

  for (const Source& source : sources_) {
    std::vector<Cycle> sent;
    std::vector<std::vector<Cycle>> popped(source.pes.size());
    for (Cycle phase = 0; phase < phases; ++phase) {
      const Cycle start = phase * kPhase;
      const Cycle held = start + kHeld;
      const Pe* full = &pes_[static_cast<std::size_t>(phase)];
      const bool is_held =
          std::find(source.pes.begin(), source.pes.end(), full) != source.pes.end();
      // If none holds it, the third word waits for the farthest PE to have popped the first.
      const Cycle third = is_held ? held + 1 : start + 3 + source.farthest();
      sent.insert(sent.end(), {start, start + 1, third});
      for (std::size_t k = 0; k < source.pes.size(); ++k) {
        const Cycle h = source.pes[k]->hops;
        const Cycle first = source.pes[k] == full ? held : start + 2 + h;
        popped[k].insert(popped[k].end(), {first, first + 1, third + 2 + h});
      }
    }
    EXPECT_EQ(source.driver->cycles(), sent);
    for (std::size_t k = 0; k < source.pes.size(); ++k)
      EXPECT_EQ(source.pes[k]->recorder->cycles(), popped[k]) << "destination " << k;
  }
}

/// A row of five clusters; the PE that listens is in the easternmost.
class MeshRowTiming : public test::TimingTest {
 protected:
  static constexpr int kClusters = 5;
  static Network::Region row() { return {.row = 0, .column = 0, .rows = 1, .columns = kClusters}; }
};

EYERISS_UNDER_EVERY_SCHEDULE(MeshRowTiming);

TEST_P(MeshRowTiming, AFifoOfFourWordsTakesFourPerThreeCyclesAndHops) {
  Network network(1, kClusters, kClusters, true, false);
  std::deque<Channel<int>> fifos;
  std::vector<std::unique_ptr<MeshDriver>> drivers;
  std::vector<std::unique_ptr<Recorder<int>>> recorders;
  for (int hops = 0; hops < kClusters; ++hops) {  // a plane each
    const int from = kClusters - 1 - hops;
    network.configure(hops, row(), 0, from);
    Channel<int>& fifo = fifos.emplace_back(4);
    const auto route = network.route(hops, from, {{kClusters - 1, &fifo}});
    drivers.push_back(std::make_unique<MeshDriver>(
        core_, network, std::vector<MeshDriver::Sending>(10, {0, route, 1})));
    recorders.push_back(std::make_unique<Recorder<int>>(core_, fifo));
    fifo.connect(drivers.back().get(), recorders.back().get());
  }
  run();
  EXPECT_THAT(drivers[0]->cycles(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_THAT(drivers[1]->cycles(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_THAT(drivers[2]->cycles(), ElementsAre(0, 1, 2, 3, 5, 6, 7, 8, 10, 11));
  EXPECT_THAT(drivers[3]->cycles(), ElementsAre(0, 1, 2, 3, 6, 7, 8, 9, 12, 13));
  EXPECT_THAT(drivers[4]->cycles(), ElementsAre(0, 1, 2, 3, 7, 8, 9, 10, 14, 15));
  EXPECT_THAT(recorders[4]->cycles(), ElementsAre(6, 7, 8, 9, 13, 14, 15, 16, 20, 21));
}

TEST_P(MeshRowTiming, AFullFifoOnTheWayDoesNotMatter) {
  Network network(1, kClusters, 1, true, false);
  network.configure(0, row(), 0, 0);
  Channel<int> near(1);
  Channel<int> far(4);
  const auto to_near = network.route(0, 0, {{1, &near}});
  const auto to_far = network.route(0, 0, {{kClusters - 1, &far}});
  MeshDriver driver(core_, network,
                    {{0, to_near, 1}, {0, to_far, 2}, {0, to_near, 3}, {0, to_far, 4}});
  Recorder<int> at_near(core_, near, {30});
  Recorder<int> at_far(core_, far);
  near.connect(&driver, &at_near);
  far.connect(&driver, &at_far);
  run();
  EXPECT_THAT(driver.cycles(), ElementsAre(0, 1, 31, 32)) << "a word that waits holds up the next";
  EXPECT_THAT(at_far.cycles(), ElementsAre(7, 38));
  EXPECT_THAT(at_near.cycles(), ElementsAre(30, 34));
}

TEST_P(MeshRowTiming, ASourceHasOnePlace) {
  Network network(1, kClusters, 2, true, false);
  network.configure(0, row(), 0, 0);
  network.configure(1, row(), 0, 4);
  Channel<int> fifo(4);
  Recorder<int> producer(core_, fifo);
  Recorder<int> consumer(core_, fifo);
  fifo.connect(&producer, &consumer);
  Network::Source source(network);
  source.send(network.route(0, 0, {{4, &fifo}}), 1, 0);
  source.send(network.route(0, 0, {{4, &fifo}}), 2, 1);
  EXPECT_DEBUG_DEATH(source.send(network.route(1, 4, {{4, &fifo}}), 3, 10), "source_cluster");
}

}  // namespace
}  // namespace eyeriss::noc
