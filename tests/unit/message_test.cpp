// SPDX-License-Identifier: Apache-2.0
#include "sim/run/message.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace eyeriss::sim {
namespace {

TEST(MessageBuffer, PutsMessagesTogetherFromSingleBytes) {
  const std::string bytes = "p5\nr0\nabr0\nf1\nz";
  MessageBuffer buffer;
  std::vector<std::string> texts;
  for (const char byte : bytes) {
    buffer.append({&byte, 1});
    while (const auto message = buffer.next()) texts.push_back(message->text);
  }
  // The length rules, not what the text looks like.
  EXPECT_EQ(texts, (std::vector<std::string>{"r0\nab", "", "z"}));
}

TEST(MessageBuffer, ReadsWhatWasWritten) {
  std::array<int, 2> ends;
  ASSERT_EQ(pipe(ends.data()), 0);
  write_message(ends[1], {Message::Kind::kProgress, "{\n}"});
  write_message(ends[1], {Message::Kind::kResult, std::string(5000, 'x')});
  close(ends[1]);
  MessageBuffer buffer;
  std::array<char, 7> bytes;
  for (ssize_t count = 0; (count = read(ends[0], bytes.data(), bytes.size())) > 0;) {
    buffer.append({bytes.data(), static_cast<std::size_t>(count)});
  }
  close(ends[0]);
  const auto first = buffer.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, Message::Kind::kProgress);
  EXPECT_EQ(first->text, "{\n}");
  const auto second = buffer.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, Message::Kind::kResult);
  EXPECT_EQ(second->text, std::string(5000, 'x'));
  EXPECT_FALSE(buffer.next());
}

TEST(MessageBuffer, RefusesWhatIsNoMessage) {
  for (const char* bytes :
       {"x3\nabc", "p\nabc", "p3x\nabc", "\n", "p-1\nabc", "p99999999999999999999999999"}) {
    MessageBuffer buffer;
    buffer.append(bytes);
    EXPECT_THROW(buffer.next(), std::runtime_error) << bytes;
  }
}

}  // namespace
}  // namespace eyeriss::sim
