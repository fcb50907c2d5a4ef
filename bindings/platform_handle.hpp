// A platform as Python holds it.
#pragma once

#include <memory>
#include <string>

#include "prct/engine/platform.hpp"

namespace prct::python {

struct PlatformHandle {
    std::string name;
    std::shared_ptr<Platform> platform;
};

}  // namespace prct::python
