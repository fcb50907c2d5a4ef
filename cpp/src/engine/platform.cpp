#include "prct/engine/platform.hpp"

#include <cmath>
#include <map>
#include <mutex>

#include "../platform/cpu/cpu_platform.hpp"
#include "../platform/reference/reference_platform.hpp"
#include "prct/error.hpp"

namespace prct {

namespace {

/// Platforms that other libraries brought.
struct Registry {
    std::mutex mutex;
    std::map<std::string, PlatformFactory> factories;
};

Registry& registry() {
    static Registry all;
    return all;
}

}  // namespace

void register_platform(const std::string& name, PlatformFactory factory) {
    const std::lock_guard lock(registry().mutex);
    registry().factories[name] = std::move(factory);
}

std::vector<std::string> platform_names() {
    std::vector<std::string> names = {"reference", "cpu", "cpu-f64"};
    const std::lock_guard lock(registry().mutex);
    for (const auto& [name, factory] : registry().factories) names.push_back(name);
    return names;
}

std::unique_ptr<Platform> make_platform(const std::string& name, int threads, double list_skin_a) {
    if (!(list_skin_a > 0) || !std::isfinite(list_skin_a))
        throw InputError("list_skin_a is " + std::to_string(list_skin_a) + "; give a positive length in Å");
    if (name == "reference") return std::make_unique<ReferencePlatform>();
    if (name == "cpu") return std::make_unique<CpuPlatform>(true, threads, list_skin_a);
    if (name == "cpu-f64") return std::make_unique<CpuPlatform>(false, threads, list_skin_a);
    PlatformFactory factory;
    {
        const std::lock_guard lock(registry().mutex);
        const auto found = registry().factories.find(name);
        if (found != registry().factories.end()) factory = found->second;
    }
    if (factory) return factory(threads);
    std::string known;
    for (const auto& n : platform_names()) known += (known.empty() ? "" : ", ") + n;
    throw InputError("platform '" + name + "' is not in this build; choose one of: " + known);
}

}  // namespace prct
