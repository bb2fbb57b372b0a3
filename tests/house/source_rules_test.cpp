// SPDX-License-Identifier: Apache-2.0
#include "tests/house/source_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <string>

namespace eyeriss::house {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kLicence = "// SPDX-License-Identifier: Apache-2.0\n";
const std::string kHeader = kLicence + "#pragma once\n";

TEST(SourceRules, TheProjectKeepsThem) {
  ASSERT_TRUE(fs::exists(fs::path(EYERISS_SOURCE_DIR) / "hw/architecture.h"));
  EXPECT_THAT(find_violations(EYERISS_SOURCE_DIR), IsEmpty());
}

/// A small tree without fault, into which each test plants one.
class PlantedTree : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string path = fs::path(::testing::TempDir()) / "eyeriss-house-XXXXXX";
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    root_ = path;
    write("noc/bus.h", kHeader + "#include <vector>\n");
    write("hw/pe/pe.h", kHeader + "#include <systemc>\n\n#include \"noc/bus.h\"\n");
    write("hw/pe/pe.cpp", kLicence + "#include \"hw/pe/pe.h\"\n");
    write("sim/main.cpp", kLicence +
                              "#include <fstream>\n#include <nlohmann/json.hpp>\n\n"
                              "#include \"hw/pe/pe.h\"\n#include \"noc/bus.h\"\n");
    write("tests/unit/pe_test.cpp", kLicence + "#include \"hw/pe/pe.h\"\n");
    write("scripts/run.sh", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n");
    write("CMakeLists.txt", "# SPDX-License-Identifier: Apache-2.0\n");
    write("README.md", "# A house\n");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  std::vector<std::string> violations() const { return find_violations(root_); }

 private:
  fs::path root_;
};

TEST_F(PlantedTree, HasNoViolationByItself) { EXPECT_THAT(violations(), IsEmpty()); }

TEST_F(PlantedTree, NocIncludesHw) {
  write("noc/bus.h", kHeader + "#include \"hw/pe/pe.h\"\n");
  EXPECT_THAT(violations(), ElementsAre("noc/bus.h:3: noc must not include \"hw/pe/pe.h\""));
}

TEST_F(PlantedTree, HwIncludesSim) {
  write("sim/stats/table.h", kHeader);
  write("hw/pe/pe.cpp", kLicence + "  #  include   \"sim/stats/table.h\"  // why not\n");
  EXPECT_THAT(violations(),
              ElementsAre("hw/pe/pe.cpp:2: hw must not include \"sim/stats/table.h\""));
}

TEST_F(PlantedTree, SimIncludesTests) {
  write("tests/support/mock.h", kHeader);
  write("sim/main.cpp", kLicence + "#include \"tests/support/mock.h\"\n");
  EXPECT_THAT(violations(),
              ElementsAre("sim/main.cpp:2: sim must not include \"tests/support/mock.h\""));
}

TEST_F(PlantedTree, IncludeIsNotWrittenFromTheRoot) {
  write("tests/unit/pe_test.cpp", kLicence + "#include \"../../hw/pe/pe.h\"\n");
  EXPECT_THAT(violations(),
              ElementsAre("tests/unit/pe_test.cpp:2: \"../../hw/pe/pe.h\" is no file of the "
                          "project, from its root"));
}

TEST_F(PlantedTree, HwReadsFilesKnowsJsonAndPrints) {
  write("hw/pe/pe.cpp", kLicence +
                            "#include <fstream>\n#include <iostream>\n#include <cstdio>\n"
                            "#include <nlohmann/json_fwd.hpp>\n");
  write("noc/bus.h", kHeader + "#include <filesystem>\n");
  EXPECT_THAT(violations(), ElementsAre("hw/pe/pe.cpp:2: hw must not include <fstream>",
                                        "hw/pe/pe.cpp:3: hw must not include <iostream>",
                                        "hw/pe/pe.cpp:4: hw must not include <cstdio>",
                                        "hw/pe/pe.cpp:5: hw must not include "
                                        "<nlohmann/json_fwd.hpp>",
                                        "noc/bus.h:3: noc must not include <filesystem>"));
}

TEST_F(PlantedTree, SourceWithoutHeader) {
  write("sim/run/runner.cpp", kLicence);
  EXPECT_THAT(violations(), ElementsAre("sim/run/runner.cpp: no header of the same name"));
}

TEST_F(PlantedTree, OnlyTheMainOfSimNeedsNoHeader) {
  write("hw/main.cpp", kLicence);
  write("sim/other_main.cpp", kLicence);
  write("sim/domain.cpp", kLicence);
  write("sim/run/other_main.cpp", kLicence);
  EXPECT_THAT(violations(), ElementsAre("hw/main.cpp: no header of the same name",
                                        "sim/domain.cpp: no header of the same name",
                                        "sim/run/other_main.cpp: no header of the same name"));
}

TEST_F(PlantedTree, HeaderWithoutPragmaOnce) {
  write("noc/bus.h", kLicence + "// #pragma once\n");
  EXPECT_THAT(violations(), ElementsAre("noc/bus.h: no #pragma once"));
}

TEST_F(PlantedTree, LicenceIsMissing) {
  write("noc/bus.h", "#pragma once\n" + kLicence);
  write("scripts/run.sh", "#!/bin/sh\n");
  write("CMakeLists.txt", "");
  EXPECT_THAT(violations(), ElementsAre("CMakeLists.txt: does not begin with the SPDX line",
                                        "noc/bus.h: does not begin with the SPDX line",
                                        "scripts/run.sh: does not begin with the SPDX line"));
}

TEST_F(PlantedTree, FileIsOneLineTooLong) {
  const auto file_of = [](int lines) { return kHeader + std::string(lines - 2, '\n'); };
  write("noc/bus.h", file_of(kMaxLines));
  EXPECT_THAT(violations(), IsEmpty());
  write("noc/bus.h", file_of(kMaxLines + 1));
  EXPECT_THAT(violations(), ElementsAre("noc/bus.h: 401 lines, more than 400"));
}

TEST_F(PlantedTree, SomethingIsLeftUndone) {
  // In pieces, so that this file keeps the rule itself.
  write("README.md",
        "# A house\n\nTO"
        "DO: more\n");
  write("noc/bus.h", kHeader +
                         "int x;  // FIX"
                         "ME\n");
  EXPECT_THAT(violations(), ElementsAre("README.md:3: marked as left undone",
                                        "noc/bus.h:3: marked as left undone"));
}

}  // namespace
}  // namespace eyeriss::house
