#include "prct/version.hpp"

namespace prct {
const char* version() { return PRCT_VERSION; }
}  // namespace prct
