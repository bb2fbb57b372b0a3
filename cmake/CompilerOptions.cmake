# SPDX-License-Identifier: Apache-2.0
# Warnings, optimisation and sanitizers for every target of the project.
add_library(eyeriss_options INTERFACE)
target_compile_options(eyeriss_options INTERFACE -Wall -Wextra -Wshadow -Wconversion)
target_include_directories(eyeriss_options INTERFACE ${PROJECT_SOURCE_DIR})

if(EYERISS_WERROR)
  target_compile_options(eyeriss_options INTERFACE -Werror)
endif()

if(EYERISS_SANITIZE)
  target_compile_options(eyeriss_options INTERFACE -fsanitize=address,undefined
                                                   -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(eyeriss_options INTERFACE -fsanitize=address,undefined)
endif()

# Link-time optimisation makes the simulator about a tenth faster. Libraries carry ordinary code
# too, so that the many test programs, which link with -fno-lto, link quickly.
set(EYERISS_LTO $<CONFIG:Release>)
add_library(eyeriss_lto_objects INTERFACE)
target_compile_options(eyeriss_lto_objects
                       INTERFACE $<${EYERISS_LTO}:-flto=auto> $<${EYERISS_LTO}:-ffat-lto-objects>)
add_library(eyeriss_lto_link INTERFACE)
target_link_options(eyeriss_lto_link INTERFACE $<${EYERISS_LTO}:-flto=auto>)
