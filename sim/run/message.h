// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eyeriss::sim {

/// What the process of a layer tells the process that started it. The text is JSON.
struct Message {
  enum class Kind : char { kProgress = 'p', kResult = 'r', kFault = 'f' };
  Kind kind;
  std::string text;
};

/// Writes a message to a pipe: kind, length of the text in decimal, newline, text.
/// @throws std::runtime_error if the pipe is broken
void write_message(int descriptor, const Message& message);

/// Cuts the bytes that come out of a pipe into messages.
class MessageBuffer {
 public:
  void append(std::string_view bytes) { bytes_ += bytes; }

  /// The next message, once all of it has arrived.
  /// @throws std::runtime_error if what has arrived is no message
  std::optional<Message> next();

 private:
  std::string bytes_;
};

}  // namespace eyeriss::sim
