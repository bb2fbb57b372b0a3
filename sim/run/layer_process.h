// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/message.h"

namespace eyeriss::sim {

/// A forked process that works on one layer and reports through a pipe.
class LayerProcess {
 public:
  /// Sends a message to the parent.
  using Send = std::function<void(const Message&)>;

  /// Forks; `work` runs in the new process, which ends when it returns. The new process dies with
  /// this one.
  /// @throws std::runtime_error if there can be no further process
  explicit LayerProcess(const std::function<void(const Send&)>& work);
  /// Kills the process if it still runs.
  ~LayerProcess();
  LayerProcess(LayerProcess&& other) noexcept;
  LayerProcess& operator=(LayerProcess&&) = delete;

  /// Readable, for poll(), when messages or the end of the process are there.
  int descriptor() const { return descriptor_; }

  /// Takes the messages that have arrived; blocks if there are none.
  /// @param is_over set when no more can come
  /// @throws std::runtime_error if the process does not speak the language
  std::vector<Message> receive(bool& is_over);

  /// Waits for the end of the process.
  /// @return how it died, e.g. `signal 11 (Segmentation fault)`; nothing if it ended well
  std::optional<std::string> wait();

 private:
  pid_t pid_ = -1;
  int descriptor_ = -1;
  MessageBuffer buffer_;
};

}  // namespace eyeriss::sim
