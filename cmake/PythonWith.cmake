# SPDX-License-Identifier: Apache-2.0
# Looks for a Python 3 that has some packages. Debian's belong to the system's interpreter, which
# need not be the first one on the path.
#   eyeriss_python_with(variable package...)
# Sets the variable to an absolute path, empty if there is none.
function(eyeriss_python_with variable)
  set(${variable} "" PARENT_SCOPE)
  find_program(on_path python3 NO_CACHE)
  set(modules sys ${ARGN})
  list(JOIN modules ", " modules)
  foreach(candidate /usr/bin/python3 ${on_path})
    execute_process(
      COMMAND ${candidate} -c "import ${modules}"
      RESULT_VARIABLE python_status
      OUTPUT_QUIET ERROR_QUIET)
    if(python_status EQUAL 0)
      set(${variable} ${candidate} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()
