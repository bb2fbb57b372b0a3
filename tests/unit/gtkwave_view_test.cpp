// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/gtkwave_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyeriss::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

noc::Probe probe(const std::string& scope, const std::string& name, noc::SignalKind kind,
                 int width) {
  return {scope, name, kind, width, nullptr, nullptr};
}

TEST(GtkwaveView, GroupsSignalsByModule) {
  using enum noc::SignalKind;
  const std::string view =
      gtkwave_view({probe("top.net", "valid", kFlag, 1), probe("top.net", "stall", kFlag, 1),
                    probe("top.net", "word", kBits, 16), probe("top.ctl", "pass", kNumber, 8),
                    probe("top.ctl", "psum", kSigned, 16), probe("top.ctl", "state", kText, 64)},
                   "w.vcd", "w.gtkw", {0, 1000});
  // Flags of GTKWave 3.3: 0x800000 begins a group, 0x1000000 ends it, 0x200 is a comment; 0x20
  // aligns right, with 0x2 hexadecimal, 0x4 decimal, 0x8 binary, 0x400 signed, 0x800 ASCII.
  EXPECT_THAT(view, HasSubstr("@800200\n-net\n"
                              "@28\n[color] 4\ntop.net.valid\n"
                              "@28\n[color] 1\ntop.net.stall\n"
                              "@22\n[color] 5\ntop.net.word[15:0]\n"
                              "@1000200\n-net\n"
                              "@800200\n-ctl\n"
                              "@24\n[color] 2\ntop.ctl.pass[7:0]\n"
                              "@420\n[color] 6\ntop.ctl.psum[15:0]\n"
                              "@820\n[color] 3\ntop.ctl.state[63:0]\n"
                              "@1000200\n-ctl\n"));
}

TEST(GtkwaveView, NamesFilesWithoutDirectoriesAndTheTimeShown) {
  // A fifth of the span, 1000 pixels, are the 200 that GTKWave takes for its unit: 2^20 ps.
  const std::string view = gtkwave_view({}, "w.vcd", "w.gtkw", {5000, 5000 + 5 * (1 << 20)});
  EXPECT_THAT(view, HasSubstr("[dumpfile] \"w.vcd\"\n[savefile] \"w.gtkw\"\n[timestart] 5000\n"));
  EXPECT_THAT(view, HasSubstr("*-20.000000 5000\n"));
}

TEST(GtkwaveView, OfManyModulesTheFirstSignalsStandTogether) {
  std::vector<noc::Probe> probes;
  for (int i = 0; i < 8; ++i) {
    const std::string scope = "top.array.pe_" + std::to_string(i);
    probes.push_back(probe(scope, "state", noc::SignalKind::kText, 64));
    probes.push_back(probe(scope, "row", noc::SignalKind::kNumber, 4));
  }
  const std::string view = gtkwave_view(probes, "w.vcd", "w.gtkw", {0, 1});
  EXPECT_THAT(view, HasSubstr("@800200\n-array: state\n"
                              "@820\n[color] 3\n+{pe_0} top.array.pe_0.state[63:0]\n"
                              "@820\n[color] 3\n+{pe_1} top.array.pe_1.state[63:0]\n"));
  EXPECT_THAT(view, HasSubstr("@c00200\n-array\n@c00200\n-array.pe_0\n"
                              "@820\n[color] 3\ntop.array.pe_0.state[63:0]\n"
                              "@24\n[color] 2\ntop.array.pe_0.row[3:0]\n"
                              "@1401200\n-array.pe_0\n"));
  probes.resize(14);  // seven: each stands for itself
  EXPECT_THAT(gtkwave_view(probes, "w.vcd", "w.gtkw", {0, 1}), Not(HasSubstr("array: state")));
}

}  // namespace
}  // namespace eyeriss::sim
