// SPDX-License-Identifier: Apache-2.0
// Entry point of every test executable. SystemC's library brings a main of its own that prints
// a banner; this one keeps the banner silent and hands over to GoogleTest inside sc_main.
#include <gmock/gmock.h>

#include <cstdlib>
#include <systemc>

int sc_main(int argc, char* argv[]) {
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}

int main(int argc, char* argv[]) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
