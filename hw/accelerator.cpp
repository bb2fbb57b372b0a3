// SPDX-License-Identifier: Apache-2.0
#include "hw/accelerator.h"

#include <cstddef>

#include "hw/codec/stream_decoder.h"
#include "hw/glb/psum_planes.h"
#include "hw/mapping/glb_allocation.h"

namespace eyeriss::hw {

using noc::Cycle;

namespace {

constexpr std::int64_t kAtOnce = -1;  // of stop_after()

}  // namespace

Accelerator::Accelerator(const sc_core::sc_module_name& name, const Architecture& architecture,
                         const Layer& layer, const LayerTensors& tensors,
                         const noc::Schedule& schedule)
    : sc_module(name),
      architecture_(architecture),
      layer_(layer),
      core_("core", architecture.core_clock_mhz, schedule),
      link_("link", architecture.link.clock_mhz, schedule),
      dram_clock_("dram_clock", architecture.dram.clock_mhz, schedule),
      placement_(architecture_, layer_.shape, layer_.mapping),
      array_("array", core_, architecture_, layer_.product_shift),
      networks_(array_.rows(), array_.columns()),
      planner_(plan()),
      layout_(layer_, architecture_.filters_per_word()),
      dram_("dram", dram_clock_, architecture_.dram, memory_),
      off_chip_("off_chip", link_, architecture_, dram_, counters_),
      buffer_(architecture_, allocate_glb(architecture_, layer_.shape, layer_.mapping), counters_),
      ifmap_streamer_("ifmap_streamer", core_, buffer_, networks_.ifmap),
      filter_streamer_("filter_streamer", core_, architecture_.filters_per_word(), buffer_,
                       networks_.filter),
      psum_streamer_("psum_streamer", core_, architecture_.psums_per_word(), layer_.shape,
                     tensors.bias, buffer_, networks_.psum, networks_.output, counters_),
      link_port_("link_port", core_,
                 FilterFill(layer_.weights_coding, layout_, buffer_, off_chip_, counters_),
                 IfmapFill(layer_, layout_, buffer_, off_chip_, counters_),
                 OfmapDrain(layer_, architecture_.psums_per_word(), layout_, buffer_, off_chip_,
                            counters_)),
      controller_("controller", core_, planner_, array_.pass_started(), ifmap_streamer_,
                  filter_streamer_, psum_streamer_, link_port_, architecture_.ifmap_buffers(),
                  counters_) {
  connect();
  store(tensors);
  // Nothing is left to happen then, and so sc_start() returns.
  controller_.on_finished([this] { stop_after(core_.time_of(core_.now())); });
  for (noc::ClockDomain* domain : {&core_, &link_, &dram_clock_}) {
    domain->on_fault([this](std::exception_ptr fault) {
      fault_ = std::move(fault);
      stop_after(kAtOnce);
    });
  }
}

void Accelerator::store(const LayerTensors& tensors) {
  if (layer_.ifmap_coding == Coding::kRaw) {
    layout_.store_raw_ifmaps(tensors.ifmap, memory_);
  } else {
    PassPlanner passes = plan();
    while (const auto job = passes.next()) layout_.store_coded_ifmaps(*job, tensors.ifmap, memory_);
  }
  PassPlanner passes = plan();
  while (const auto job = passes.next()) layout_.store_filters(*job, tensors.weights, memory_);
}

void Accelerator::connect() {
  for (int row = 0; row < array_.rows(); ++row) {
    for (int column = 0; column < array_.columns(); ++column) {
      Pe& pe = array_.at(row, column);
      pe.commands.connect(&controller_, &pe);
      pe.ifmap_in.connect(&ifmap_streamer_, &pe);
      pe.filter_in.connect(&filter_streamer_, &pe);
      pe.psum_out.connect(&pe, &psum_streamer_);
      networks_.ifmap.attach(row, column, pe.ifmap_in);
      networks_.filter.attach(row, column, pe.filter_in);
      networks_.psum.attach(row, column, pe.psum_in);
      networks_.output.attach(row, column, pe.psum_out);
    }
  }
  // At the foot of a column psums come from the GLB, not over the local link.
  for (const PeSite& site : placement_.sites()) {
    if (site.channel_set != 0 || site.filter_row != layer_.shape.R - 1) continue;
    Pe& foot = array_.at(site.row, site.column);
    foot.psum_in.connect(&psum_streamer_, &foot);
  }
  std::vector<int> rows;
  std::vector<int> columns;
  for (int row = 0; row < array_.rows(); ++row) {
    rows.push_back(row);
    for (int column = 0; column < array_.columns(); ++column) columns.push_back(column);
  }
  networks_.psum.configure(rows, columns);

  ifmap_streamer_.passes.connect(&controller_, &ifmap_streamer_);
  filter_streamer_.passes.connect(&controller_, &filter_streamer_);
  filter_streamer_.done.connect(&filter_streamer_, &controller_);
  psum_streamer_.passes.connect(&controller_, &psum_streamer_);
  psum_streamer_.done.connect(&psum_streamer_, &controller_);
  link_port_.jobs.connect(&controller_, &link_port_);
  link_port_.done.connect(&link_port_, &controller_);
  off_chip_.requests.connect(&link_port_, &off_chip_);
  off_chip_.to_memory.connect(&link_port_, &off_chip_);
  off_chip_.from_memory.connect(&off_chip_, &link_port_);
  dram_.requests.connect(&off_chip_, &dram_);
  dram_.responses.connect(&dram_, &off_chip_);
}

PassPlanner Accelerator::plan() {
  return PassPlanner(architecture_, layer_, placement_, array_, networks_);
}

void Accelerator::stop_after(std::int64_t time_ps) {
  for (noc::ClockDomain* domain : {&core_, &link_, &dram_clock_}) domain->stop_after(time_ps);
}

void Accelerator::on_interval(Cycle cycles, std::function<void(const LayerCounters&)> report) {
  samples_.emplace(std::move(report));
  const std::int64_t interval_ps = cycles * core_.period_ps();
  core_.sample_every(interval_ps, [this](Cycle last) {
    controller_.count_until(last + 1);
    samples_->add_core(counters());
  });
  link_.sample_every(interval_ps, [this](Cycle) { samples_->add_link(counters_); });
  dram_clock_.sample_every(interval_ps,
                           [this](Cycle) { samples_->add_dram(dram_.counters_by_now()); });
}

void Accelerator::probe(noc::Probes& probes) {
  const std::string top = name();
  controller_.probe(probes);
  const auto network = [&](const char* name, auto& of, int width, auto is_stalled) {
    auto scope = probes.scope(core_, top + '.' + name);
    of.probe(scope, width);
    scope.flag("stall", is_stalled);
  };
  network("ifmap_network", networks_.ifmap, architecture_.noc.ifmap_bits,
          [this](Cycle now) { return ifmap_streamer_.is_stalled(now); });
  network("filter_network", networks_.filter, architecture_.noc.filter_bits,
          [this](Cycle now) { return filter_streamer_.is_stalled(now); });
  network("psum_network", networks_.psum, architecture_.noc.psum_bits,
          [this](Cycle now) { return psum_streamer_.is_stalled_in(now); });
  network("output_network", networks_.output, architecture_.noc.psum_bits,
          [this](Cycle now) { return psum_streamer_.is_stalled_out(now); });
  ifmap_streamer_.probe(probes);
  filter_streamer_.probe(probes);
  psum_streamer_.probe(probes);
  bank_activity_.emplace(architecture_.glb,
                         allocate_glb(architecture_, layer_.shape, layer_.mapping),
                         [this](Cycle now, GlbAccesses& accesses) {
                           ifmap_streamer_.add_accesses(now, accesses);
                           filter_streamer_.add_accesses(now, accesses);
                           psum_streamer_.add_accesses(now, accesses);
                           link_port_.add_accesses(now, accesses);
                         });
  bank_activity_->probe(probes, core_, top + ".global_buffer");
  link_port_.probe(probes);
  off_chip_.probe(probes);
  dram_.probe(probes);
  for (int row = 0; row < array_.rows(); ++row) {
    for (int column = 0; column < array_.columns(); ++column) array_.at(row, column).probe(probes);
  }
}

void Accelerator::on_phase(const PhaseObserver& observe) {
  controller_.phases.observe({0, "layer"}, observe);
  link_port_.on_phase({1, "link"}, observe);
  filter_streamer_.phases.observe({2, "filter stream"}, observe);
  ifmap_streamer_.phases.observe({3, "ifmap stream"}, observe);
  psum_streamer_.to_array_phases.observe({4, "psums to array"}, observe);
  psum_streamer_.from_array_phases.observe({5, "psums from array"}, observe);
}

void Accelerator::run(std::function<void(Cycle)> heartbeat) {
  core_.on_heartbeat(std::move(heartbeat));
  sc_core::sc_start();
  if (fault_) std::rethrow_exception(fault_);
  require(controller_.is_finished(), "deadlock: nothing can move any more");
  require_empty_channels();
  dram_.finish(dram_clock_.first_cycle_after(core_.time_of(core_.now())) - 1);
  if (samples_) samples_->finish(counters());
}

LayerCounters Accelerator::counters() const {
  LayerCounters counters = counters_;
  counters.dram = dram_.counters();
  counters.ifmap_network = {networks_.ifmap.words(), networks_.ifmap.deliveries()};
  counters.filter_network = {networks_.filter.words(), networks_.filter.deliveries()};
  counters.psum_in_network = {networks_.psum.words(), networks_.psum.deliveries()};
  counters.psum_out_network = {networks_.output.words(), networks_.output.words()};
  counters.local_links.words = array_.psum_words_taken() - networks_.psum.words();
  counters.local_links.deliveries = counters.local_links.words;
  array_.add_counters_to(counters);
  return counters;
}

std::vector<std::int16_t> Accelerator::ofmap() {
  const LayerShape& shape = layer_.shape;
  std::vector<std::int16_t> ofmap(static_cast<std::size_t>(shape.N) *
                                  static_cast<std::size_t>(shape.M) *
                                  static_cast<std::size_t>(shape.E() * shape.F()));
  std::int64_t address = layout_.ofmap_base();
  PassPlanner passes = plan();
  while (const auto job = passes.next()) {
    if (!job->pass.last_channels) continue;
    const PsumPlanes planes(*job, shape, architecture_.psums_per_word());
    for (int stream = 0; stream < planes.streams(); ++stream) {
      const PsumPlanes::Plane plane = planes.plane(stream);
      StreamDecoder decoder;
      decoder.start(layer_.ofmap_coding, planes.values());
      for (int values = 0; values < planes.values();) {
        values += decoder.push(memory_.read(address++), [&](std::int64_t i, std::int16_t value) {
          const std::int64_t index = planes.ofmap_index(plane, static_cast<int>(i));
          ofmap[static_cast<std::size_t>(index)] = value;
        });
      }
    }
  }
  return ofmap;
}

void Accelerator::require_empty_channels() {
  const auto check = [](const auto&... channels) {
    require(((channels.pushed() == channels.popped()) && ...),
            "a channel is left with words in it");
  };
  for (int row = 0; row < array_.rows(); ++row) {
    for (int column = 0; column < array_.columns(); ++column) {
      const Pe& pe = array_.at(row, column);
      check(pe.commands, pe.ifmap_in, pe.filter_in, pe.psum_in, pe.psum_out);
    }
  }
  check(ifmap_streamer_.passes, filter_streamer_.passes, filter_streamer_.done,
        psum_streamer_.passes, psum_streamer_.done, link_port_.jobs, link_port_.done,
        off_chip_.requests, off_chip_.to_memory, off_chip_.from_memory, dram_.requests,
        dram_.responses);
}

std::string Accelerator::state() const {
  return core_.state() + link_.state() + dram_clock_.state();
}

void Accelerator::freeze() {
  const PeSite& site = placement_.sites().front();  // group 0, filter set 0, channel set 0, ...
  array_.at(site.row, site.column).psum_in.freeze_from(0);
}

}  // namespace eyeriss::hw
