// SPDX-License-Identifier: Apache-2.0
#include "tests/support/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "sim/run/layer_simulation.h"

namespace eyeriss::test {
namespace {

std::string read_to_end(int pipe) {
  std::string all;
  char buffer[1 << 16];
  ssize_t count = 0;
  while ((count = read(pipe, buffer, sizeof buffer)) > 0)
    all.append(buffer, static_cast<std::size_t>(count));
  return all;
}

}  // namespace

void write_all(int pipe, const void* data, std::size_t size) {
  const char* from = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(pipe, from, size);
    if (written <= 0) _exit(3);
    from += written;
    size -= static_cast<std::size_t>(written);
  }
}

std::string run_in_child(const std::function<void(int pipe)>& work) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    close(ends[0]);
    try {
      work(ends[1]);
      _exit(0);
    } catch (const sim::SimulatorFault& fault) {
      const std::string text = std::string(fault.what()) + '\n' + fault.state();
      write_all(ends[1], text.data(), text.size());
    } catch (const std::exception& error) {
      write_all(ends[1], error.what(), std::strlen(error.what()));
    }
    _exit(1);
  }
  close(ends[1]);
  std::string answer = read_to_end(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("simulation failed: " + answer);
  return answer;
}

}  // namespace eyeriss::test
