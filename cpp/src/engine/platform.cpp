#include "prct/engine/platform.hpp"

#include "../platform/cpu/cpu_platform.hpp"
#include "../platform/reference/reference_platform.hpp"
#include "prct/error.hpp"

namespace prct {

std::vector<std::string> platform_names() { return {"reference", "cpu", "cpu-f64"}; }

std::unique_ptr<Platform> make_platform(const std::string& name, int threads) {
    if (name == "reference") return std::make_unique<ReferencePlatform>();
    if (name == "cpu") return std::make_unique<CpuPlatform>(true, threads);
    if (name == "cpu-f64") return std::make_unique<CpuPlatform>(false, threads);
    std::string known;
    for (const auto& n : platform_names()) known += (known.empty() ? "" : ", ") + n;
    throw InputError("platform '" + name + "' is not in this build; choose one of: " + known);
}

}  // namespace prct
