#include "memory/byte_size.hpp"

#include <array>
#include <cstdio>
#include <limits>

#include "memory/out_of_memory.hpp"

namespace prct::cuda {

std::size_t round_up_bytes(std::size_t size_bytes, std::size_t multiple_bytes) {
    const std::size_t over = size_bytes % multiple_bytes;
    if (over == 0) return size_bytes;
    const std::size_t missing = multiple_bytes - over;
    if (size_bytes > std::numeric_limits<std::size_t>::max() - missing)
        throw OutOfMemory("asked for " + std::to_string(size_bytes) +
                          " bytes of device memory, more than any address reaches; check the sizes of the system");
    return size_bytes + missing;
}

std::string byte_text(std::size_t size_bytes) {
    constexpr std::array units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (size_bytes < 1024) return std::to_string(size_bytes) + " B";
    double value = static_cast<double>(size_bytes) / 1024.0;
    std::size_t unit = 0;
    // 1023.5 would be written as 1024.
    for (; value >= 1023.5 && unit + 1 < units.size(); ++unit) value /= 1024.0;
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), value < 99.95 ? "%.1f" : "%.0f", value);
    std::string text = digits.data();
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text + " " + units[unit];
}

}  // namespace prct::cuda
