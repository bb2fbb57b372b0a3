// SPDX-License-Identifier: Apache-2.0
#include "sim/run/message.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace eyeriss::sim {
namespace {

constexpr std::string_view kKinds = "prf";
constexpr std::size_t kMaxHeaderBytes = 24;

}  // namespace

void write_message(int descriptor, const Message& message) {
  const std::string bytes =
      fmt::format("{}{}\n{}", static_cast<char>(message.kind), message.text.size(), message.text);
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(descriptor, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      throw std::runtime_error(fmt::format("cannot report a result: {}", std::strerror(errno)));
    }
    done += static_cast<std::size_t>(written);
  }
}

std::optional<Message> MessageBuffer::next() {
  const std::size_t newline = bytes_.find('\n');
  if (newline == std::string::npos && bytes_.size() < kMaxHeaderBytes) return std::nullopt;
  const std::size_t header = std::min(newline, bytes_.size());
  std::size_t length = 0;
  const char* end = bytes_.data() + header;
  const auto [rest, error] =
      std::from_chars(bytes_.data() + std::min(header, std::size_t{1}), end, length);
  const bool is_kind = header > 0 && kKinds.find(bytes_[0]) != std::string_view::npos;
  if (!is_kind || error != std::errc() || rest != end || newline == std::string::npos) {
    throw std::runtime_error("a layer's process sent something that is no message");
  }
  if (bytes_.size() - newline - 1 < length) return std::nullopt;
  Message message{static_cast<Message::Kind>(bytes_[0]), bytes_.substr(newline + 1, length)};
  bytes_.erase(0, newline + 1 + length);
  return message;
}

}  // namespace eyeriss::sim
