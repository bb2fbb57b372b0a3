// SPDX-License-Identifier: Apache-2.0
#include "hw/cluster/cluster_accelerator.h"

#include <algorithm>
#include <utility>

#include "hw/invariant.h"
#include "hw/place_name.h"

namespace eyeriss::hw {

using noc::Cycle;

namespace {

constexpr std::int64_t kAtOnce = -1;  // of ClockDomain::stop_after()

template <typename Source>
void configure(noc::MeshNetwork<noc::DataWord>& network, const std::vector<Source>& sources) {
  for (const Source& source : sources) {
    const ClusterRegion& region = source.region;
    network.configure(source.plane,
                      {.row = region.row,
                       .column = region.column,
                       .rows = region.rows,
                       .columns = region.columns},
                      region.source_row(), region.source_column());
  }
}

template <typename Visit>
void for_clusters(const ClusterRegion& region, Visit&& visit) {
  for (int row = region.row; row < region.row + region.rows; ++row) {
    for (int column = region.column; column < region.column + region.columns; ++column) {
      visit(row, column);
    }
  }
}

std::string plane_name(const char* kind, int plane) {
  return std::string(kind) + "_p" + std::to_string(plane);
}

}  // namespace

ClusterAccelerator::ClusterAccelerator(const sc_core::sc_module_name& name,
                                       const ClusterArchitecture& architecture, const Layer& layer,
                                       const LayerTensors& tensors, const noc::Schedule& schedule)
    : sc_module(name),
      architecture_(architecture),
      layer_(layer),
      core_("core", architecture.core_clock_mhz, schedule),
      placement_(architecture_, layer_.shape, layer_.mapping),
      sources_(architecture_, layer_.shape, layer_.mapping, placement_),
      iact_network_(architecture.grid.rows, architecture.grid.columns,
                    architecture.noc.iact.routers, architecture.noc.iact.has_horizontal_links,
                    architecture.noc.iact.has_vertical_links),
      weight_network_(architecture.grid.rows, architecture.grid.columns,
                      architecture.noc.weight.routers, architecture.noc.weight.has_horizontal_links,
                      architecture.noc.weight.has_vertical_links) {
  const LayerShape& shape = layer_.shape;
  ofmap_.resize(static_cast<std::size_t>(std::int64_t{shape.N} * shape.M * shape.E() * shape.F()));
  make_pes();
  configure(iact_network_, sources_.iacts());
  configure(weight_network_, sources_.weights());
  plan_.emplace(architecture_, layer_, placement_, sources_, pes_, iact_network_, weight_network_);
  make_streamers(tensors);
  connect();
  if (!MemoryPort::is_unlimited(architecture_.dram)) connect_memory();
  const auto on_fault = [this](std::exception_ptr fault) {
    fault_ = std::move(fault);
    stop_after(kAtOnce);
  };
  core_.on_fault(on_fault);
  if (memory_) memory_->clock.on_fault(on_fault);
}

void ClusterAccelerator::make_pes() {
  std::vector<SourceHops> hops(static_cast<std::size_t>(architecture_.clusters()));
  for (const auto& source : sources_.iacts()) {
    for_clusters(source.region, [&](int row, int column) {
      hops[cluster_number(row, column)].iacts = source.region.hops_to(row, column);
    });
  }
  for (const auto& source : sources_.weights()) {
    for_clusters(source.region, [&](int row, int column) {
      hops[cluster_number(row, column)].weights = source.region.hops_to(row, column);
    });
  }
  for (int row = 0; row < architecture_.grid.rows; ++row) {
    for (int column = 0; column < architecture_.grid.columns; ++column) {
      const std::size_t number = cluster_number(row, column);
      clusters_.push_back(
          std::make_unique<PeCluster>(grid_name("cluster", static_cast<int>(number)).c_str(), core_,
                                      architecture_, hops[number]));
      for (const auto& pe : clusters_.back()->pes()) pes_.push_back(pe.get());
    }
  }
}

void ClusterAccelerator::make_streamers(const LayerTensors& tensors) {
  for (std::size_t i = 0; i < sources_.iacts().size(); ++i) {
    const auto& source = sources_.iacts()[i];
    iact_streamers_.push_back(std::make_unique<IactStreamer>(
        source_name("iact", source.region, source.plane).c_str(), core_, architecture_, layer_,
        tensors.ifmap, sources_, i, *plan_, iact_network_, counters_));
  }
  for (std::size_t i = 0; i < sources_.weights().size(); ++i) {
    const auto& source = sources_.weights()[i];
    weight_streamers_.push_back(std::make_unique<WeightStreamer>(
        source_name("weight", source.region, source.plane).c_str(), core_, architecture_, layer_,
        tensors.weights, sources_, i, *plan_, weight_network_, counters_));
  }
  routers_running_ = sources_.psums().size();
  for (std::size_t i = 0; i < sources_.psums().size(); ++i) {
    const auto& router = sources_.psums()[i];
    psum_routers_.push_back(std::make_unique<PsumRouter>(
        plane_name(grid_name("psum", router.cluster).c_str(), router.plane).c_str(), core_,
        architecture_, layer_, tensors.bias, sources_, i, *plan_, ofmap_, counters_,
        [this](Cycle at) { router_finished(at); }));
  }
}

void ClusterAccelerator::connect() {
  const std::vector<ClusterSite>& sites = placement_.sites();
  for (std::size_t i = 0; i < sites.size(); ++i) {
    ClusterPe& pe = pe_at(i);
    PsumRouter& router = *psum_routers_[static_cast<std::size_t>(sources_.psum_router(i))];
    const auto streamer = [](auto& streamers, ClusterSources::StreamIndex index) {
      return streamers[static_cast<std::size_t>(index.source)].get();
    };
    pe.iact_in.connect(streamer(iact_streamers_, sources_.iact_stream(i)), &pe);
    pe.weight_in.connect(streamer(weight_streamers_, sources_.weight_block(i)), &pe);
    pe.psum_out.connect(&pe, &router);
    if (sites[i].position == 0) {
      pe.psum_in.connect(&router, &pe);
    } else {
      pe_at(i - 1).connect_next(pe);
    }
    std::vector<const ClusterPeWork*> works;
    for (const ClusterPass& pass : plan_->passes()) {
      const ClusterPeWork& work = pass.shape->works[i];
      if (work.works) works.push_back(&work);
    }
    pe.start(std::move(works));
  }
  for (const ClusterPass& pass : plan_->passes()) {
    ++counters_.passes;
    counters_.active_pes =
        std::max(counters_.active_pes, static_cast<LayerCounters::Count>(pass.shape->active_pes));
  }
}

std::size_t ClusterAccelerator::cluster_number(int row, int column) const {
  return static_cast<std::size_t>(row * architecture_.grid.columns + column);
}

std::size_t ClusterAccelerator::source_cluster(const ClusterRegion& region) const {
  return cluster_number(region.source_row(), region.source_column());
}

std::string ClusterAccelerator::grid_name(const char* kind, int cluster) const {
  const auto [rows, columns] = architecture_.grid;
  return place_name(kind, cluster / columns, rows, cluster % columns, columns);
}

std::string ClusterAccelerator::source_name(const char* kind, const ClusterRegion& region,
                                            int plane) const {
  const auto cluster = static_cast<int>(source_cluster(region));
  return plane_name(grid_name(kind, cluster).c_str(), plane);
}

// Routers are shown in their clusters, though SystemC has them beside these: routes, which they
// need, lead to the PEs of all clusters.
std::string ClusterAccelerator::router_name(std::size_t cluster, const char* kind,
                                            int plane) const {
  return clusters_[cluster]->basename() + ('.' + plane_name(kind, plane));
}

ClusterPe& ClusterAccelerator::pe_at(std::size_t site) const {
  return *pes_[ClusterPlan::pe_number(architecture_, placement_.sites()[site])];
}

void ClusterAccelerator::connect_memory() {
  memory_ = std::make_unique<ClusterMemory>("memory", core_, architecture_);
  const auto attach = [this](auto& streamers) {
    for (auto& streamer : streamers) memory_->hub.attach(*streamer, streamer->port);
  };
  attach(iact_streamers_);
  attach(weight_streamers_);
  attach(psum_routers_);
}

void ClusterAccelerator::router_finished(Cycle at) {
  finished_at_ = std::max(finished_at_, at);
  // Nothing is left to happen after that, and so sc_start() returns.
  if (--routers_running_ == 0) stop_after(core_.time_of(finished_at_));
}

void ClusterAccelerator::stop_after(std::int64_t time_ps) {
  core_.stop_after(time_ps);
  if (memory_) memory_->clock.stop_after(time_ps);
}

void ClusterAccelerator::on_interval(Cycle cycles,
                                     std::function<void(const LayerCounters&)> report) {
  samples_.emplace(std::move(report));
  const std::int64_t interval_ps = cycles * core_.period_ps();
  core_.sample_every(interval_ps, [this](Cycle last) {
    LayerCounters so_far = counters();
    so_far.total_cycles = (routers_running_ == 0 ? std::min(last, finished_at_) : last) + 1;
    samples_->add_core(so_far);
    samples_->add_link(so_far);
    if (!memory_) samples_->add_dram({});
  });
  if (!memory_) return;
  memory_->clock.sample_every(
      interval_ps, [this](Cycle) { samples_->add_dram(memory_->dram.counters_by_now()); });
}

void ClusterAccelerator::on_dram_command(const std::function<void(const DramCommand&)>& observe) {
  if (memory_) memory_->dram.on_command(observe);
}

void ClusterAccelerator::probe(noc::Probes& probes) {
  const auto in_cluster = [this](std::size_t cluster, const char* kind, int plane) {
    return name() + ('.' + router_name(cluster, kind, plane));
  };
  const auto probe_sources = [&](const char* kind, const auto& sources, auto& streamers) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const std::size_t cluster = source_cluster(sources[i].region);
      streamers[i]->probe(probes, in_cluster(cluster, kind, sources[i].plane));
    }
  };
  probe_sources("iact", sources_.iacts(), iact_streamers_);
  probe_sources("weight", sources_.weights(), weight_streamers_);
  for (std::size_t i = 0; i < psum_routers_.size(); ++i) {
    const ClusterSources::PsumRouter& router = sources_.psums()[i];
    const auto cluster = static_cast<std::size_t>(router.cluster);
    psum_routers_[i]->probe(probes, in_cluster(cluster, "psum", router.plane));
  }
  for (ClusterPe* pe : pes_) pe->probe(probes);
  if (!memory_) return;
  memory_->hub.probe(probes);
  memory_->dram.probe(probes);
}

void ClusterAccelerator::on_phase(const PhaseObserver& observe) {
  int tracks = 0;
  phases_.observe({tracks++, "layer"}, observe);
  const auto watch = [&](const char* kind, const auto& sources, const auto& streamers) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const std::size_t cluster = source_cluster(sources[i].region);
      streamers[i]->phases.observe({tracks++, router_name(cluster, kind, sources[i].plane)},
                                   observe);
    }
  };
  watch("iact", sources_.iacts(), iact_streamers_);
  watch("weight", sources_.weights(), weight_streamers_);
  pass_ends_.assign(plan_->passes().size(), 0);
  for (std::size_t i = 0; i < sources_.psums().size(); ++i) {
    const auto& router = sources_.psums()[i];
    const std::string psums =
        router_name(static_cast<std::size_t>(router.cluster), "psum", router.plane);
    psum_routers_[i]->to_pes_phases.observe({tracks++, psums + " to PEs"}, observe);
    psum_routers_[i]->from_pes_phases.observe(
        {tracks++, psums + " from PEs"}, [this, observe](const Phase& phase) {
          Cycle& end = pass_ends_[static_cast<std::size_t>(phase.pass)];
          end = std::max(end, phase.end);
          observe(phase);
        });
  }
}

void ClusterAccelerator::show_passes() {
  Cycle end = 0;
  for (std::size_t pass = 0; pass < pass_ends_.size(); ++pass) {
    phases_.enter(Phase::Kind::kPass, static_cast<std::int64_t>(pass), end);
    end = std::max(end, pass_ends_[pass]);
  }
  if (end < counters_.total_cycles) phases_.enter(Phase::Kind::kWriteBack, Phase::kNoPass, end);
  phases_.end(counters_.total_cycles);
}

void ClusterAccelerator::run(std::function<void(Cycle)> heartbeat) {
  core_.on_heartbeat(std::move(heartbeat));
  sc_core::sc_start();
  if (fault_) std::rethrow_exception(fault_);
  require(routers_running_ == 0, "deadlock: nothing can move any more");
  require_empty_channels();
  counters_.total_cycles = finished_at_ + 1;
  if (memory_) {
    memory_->dram.finish(memory_->clock.first_cycle_after(core_.time_of(finished_at_)) - 1);
  }
  if (samples_) samples_->finish(counters());
  if (phases_.is_observed()) show_passes();
}

std::string ClusterAccelerator::state() const {
  return core_.state() + (memory_ ? memory_->clock.state() : "");
}

LayerCounters ClusterAccelerator::counters() const {
  LayerCounters counters = counters_;
  for (const ClusterPe* pe : pes_) pe->counters().add_to(counters);
  if (memory_) counters.dram = memory_->dram.counters();
  counters.ifmap_network = {iact_network_.words(), iact_network_.deliveries()};
  counters.filter_network = {weight_network_.words(), weight_network_.deliveries()};
  counters.iact_hops = iact_network_.hops();
  counters.weight_hops = weight_network_.hops();
  for (const auto& router : psum_routers_) {
    counters.psum_in_network.words += router->words_in();
    counters.psum_out_network.words += router->words_out();
  }
  counters.psum_in_network.deliveries = counters.psum_in_network.words;
  counters.psum_out_network.deliveries = counters.psum_out_network.words;
  counters.local_links.deliveries = counters.local_links.words;
  return counters;
}

std::vector<PeCounters> ClusterAccelerator::pe_counters() const {
  const auto& [pe_rows, pe_columns] = architecture_.cluster;
  const int columns = architecture_.pe_columns();
  std::vector<PeCounters> counters;
  for (int row = 0; row < architecture_.pe_rows(); ++row) {
    for (int column = 0; column < columns; ++column) {
      const std::size_t cluster = cluster_number(row / pe_rows, column / pe_columns);
      const auto pe = static_cast<std::size_t>(row % pe_rows * pe_columns + column % pe_columns);
      counters.push_back(clusters_[cluster]->pes()[pe]->counters());
    }
  }
  return counters;
}

void ClusterAccelerator::require_empty_channels() const {
  const auto check = [](const auto&... channels) {
    require(((channels.pushed() == channels.popped()) && ...),
            "a channel is left with words in it");
  };
  for (const ClusterPe* pe : pes_) check(pe->iact_in, pe->weight_in, pe->psum_in, pe->psum_out);
}

void ClusterAccelerator::freeze() { pe_at(0).psum_in.freeze_from(0); }

}  // namespace eyeriss::hw
