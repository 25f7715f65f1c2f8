#include "crowd/percentiles.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace scrutin::crowd {

namespace {

// Values below 256 have a bucket each; from there on each doubling has 128.
constexpr std::uint64_t exact = 256;
constexpr std::uint64_t a_doubling = exact / 2;
constexpr int most_bits = 36;  // 19 hours in microseconds
constexpr std::uint64_t greatest = (std::uint64_t{1} << most_bits) - 1;
constexpr std::size_t all = exact + (most_bits - 8) * a_doubling;

std::size_t bucket_of(std::uint64_t value) {
  if (value < exact) return value;
  const auto shift = std::bit_width(value) - 8;
  return exact + static_cast<std::uint64_t>(shift - 1) * a_doubling + ((value >> shift) - a_doubling);
}

std::uint64_t greatest_of(std::size_t bucket) {
  if (bucket < exact) return bucket;
  const auto shift = (bucket - exact) / a_doubling + 1;
  const auto top = (bucket - exact) % a_doubling + a_doubling;
  return ((top + 1) << shift) - 1;
}

}  // namespace

percentiles::percentiles() : buckets_(all) {}

void percentiles::record(std::chrono::nanoseconds took, std::uint64_t times) {
  const auto whole = std::chrono::duration_cast<microseconds>(took).count();
  put(static_cast<std::uint64_t>(std::max<std::int64_t>(0, whole)), times);
}

void percentiles::put(std::uint64_t value, std::uint64_t times) {
  // One thread writes, so that this needs no lock of the bus.
  auto& bucket = buckets_[bucket_of(std::min(value, greatest))];
  bucket.store(bucket.load(std::memory_order_relaxed) + times, std::memory_order_relaxed);
}

void percentiles::add(const percentiles& other) { add(other.buckets()); }

void percentiles::add(const std::map<std::uint64_t, std::uint64_t>& buckets) {
  for (const auto& [value, times] : buckets) put(value, times);
}

std::map<std::uint64_t, std::uint64_t> percentiles::buckets() const {
  std::map<std::uint64_t, std::uint64_t> found;
  for (std::size_t i = 0; i < all; ++i) {
    if (const auto times = buckets_[i].load(std::memory_order_relaxed)) found.emplace(greatest_of(i), times);
  }
  return found;
}

std::uint64_t percentiles::count() const {
  std::uint64_t sum = 0;
  for (const auto& bucket : buckets_) sum += bucket.load(std::memory_order_relaxed);
  return sum;
}

auto percentiles::within(double share) const -> microseconds {
  const auto taken = buckets();
  std::uint64_t sum = 0;
  for (const auto& [value, times] : taken) sum += times;
  const auto wanted = std::max(1.0, std::ceil(share * static_cast<double>(sum)));
  std::uint64_t seen = 0;
  for (const auto& [value, times] : taken) {
    seen += times;
    if (static_cast<double>(seen) >= wanted) return microseconds{value};
  }
  return microseconds{0};
}

}  // namespace scrutin::crowd
