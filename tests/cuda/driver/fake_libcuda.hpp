// What the test tells the fake driver, a library that the real loader finds its functions in.
#pragma once

#include <cstddef>

struct FakeCuda {
    int version = 13000, devices = 1;
    int init_code = 0, load_code = 0, launch_code = 0, stream_code = 0, query_code = 0;
    std::size_t free_bytes = std::size_t(1) << 30, total_bytes = std::size_t(2) << 30;
    // What it has seen.
    int allocations = 0, releases = 0, modules = 0, contexts = 0, launches = 0;
    unsigned blocks = 0, threads = 0, shared_bytes = 0;
    int dynamic_bytes = 0, events = 0, rests = 0;
    unsigned event_flags = 0;
    unsigned long long argument = 0;
};

extern "C" FakeCuda* fake_cuda();
