#include "cutedsl/Runtime/SHA256.h"

#include <gtest/gtest.h>

using namespace cutedsl::runtime;

/// Both ways of computing it give the same.
static std::string hash(const std::string &text) {
  SHA256 portable(/*portable=*/true);
  portable.update(text.data(), text.size());
  std::string result = toHex(portable.finish());
  EXPECT_EQ(toHex(sha256(text.data(), text.size())), result);
  return result;
}

// FIPS 180-4 examples.
TEST(SHA256, KnownAnswers) {
  EXPECT_EQ(hash(""), "e3b0c44298fc1c149afbf4c8996fb924"
                      "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hash("abc"), "ba7816bf8f01cfea414140de5dae2223"
                         "b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039"
            "a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hash(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67"
            "f1809a48a497200e046d39ccc7112cd0");
}

// However the input is cut, the hash is the same.
TEST(SHA256, IncrementalEqualsWhole) {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text.push_back(char(i * 7));
  for (size_t size = 0; size <= text.size(); ++size)
    for (size_t cut : {size_t(1), size_t(55), size_t(64), size_t(65)}) {
      SHA256 incremental;
      for (size_t at = 0; at < size; at += cut)
        incremental.update(text.data() + at, std::min(cut, size - at));
      EXPECT_EQ(toHex(incremental.finish()), hash(text.substr(0, size)));
    }
}
