// Calls the PRCT library from another program.
#include <cstdio>
#include <exception>

#include "prct/version.hpp"

int main() {
    try {
        std::printf("linked against PRCT %s\n", prct::version());
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "embed: %s\n", e.what());
        return 1;
    }
}
