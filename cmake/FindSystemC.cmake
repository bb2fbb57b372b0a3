# SPDX-License-Identifier: Apache-2.0
# Finds Accellera SystemC, which ships no CMake package on Debian, over pkg-config.
# Defines SystemC::systemc.
#
# The library must have been built as C++17; SC_CPLUSPLUS tells its headers so when
# this project compiles as C++20 (SystemC INSTALL notes; without it linking fails on
# the sc_api_version symbol).
find_package(PkgConfig REQUIRED)
pkg_check_modules(PC_SYSTEMC QUIET systemc)

find_path(SystemC_INCLUDE_DIR NAMES systemc.h HINTS ${PC_SYSTEMC_INCLUDE_DIRS})
find_library(SystemC_LIBRARY NAMES systemc HINTS ${PC_SYSTEMC_LIBRARY_DIRS})
set(SystemC_VERSION ${PC_SYSTEMC_VERSION})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  SystemC
  REQUIRED_VARS SystemC_LIBRARY SystemC_INCLUDE_DIR
  VERSION_VAR SystemC_VERSION)

if(SystemC_FOUND AND NOT TARGET SystemC::systemc)
  add_library(SystemC::systemc UNKNOWN IMPORTED)
  set_target_properties(
    SystemC::systemc
    PROPERTIES IMPORTED_LOCATION "${SystemC_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${SystemC_INCLUDE_DIR}"
               INTERFACE_COMPILE_DEFINITIONS "SC_CPLUSPLUS=201703L")
endif()
mark_as_advanced(SystemC_INCLUDE_DIR SystemC_LIBRARY)
