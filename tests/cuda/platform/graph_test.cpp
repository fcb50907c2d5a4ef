#include "platform/graph.hpp"

#include <gtest/gtest.h>

#include "host/emulated_driver.hpp"
#include "kernels/large_task.h"
#include "memory/buffer.hpp"
#include "memory/driver_memory.hpp"

namespace {

using namespace prct;
using cuda::Graph;

/// One residue whose sites are loaded from its positions, by the kernel that loads a state.
class GraphTest : public ::testing::Test {
   protected:
    static constexpr int kCoordinates = 9;

    GraphTest() {
        device::SystemView system{};
        system.residues = 1;
        at_ = driver_.allocate(4096);
        device::LargeTask task{};
        task.system = reinterpret_cast<const device::SystemView*>(at_ + 1024);
        task.positions = reinterpret_cast<float*>(at_ + 2048);
        task.sites = reinterpret_cast<float*>(at_ + 3072);
        driver_.upload(at_, std::as_bytes(std::span(&task, 1)), {});
        driver_.upload(at_ + 1024, std::as_bytes(std::span(&system, 1)), {});
        kernel_ = driver_.load({}, "large_load_state");
    }

    void put(float value) {
        const std::vector<float> all(kCoordinates, value);
        driver_.upload(at_ + 2048, std::as_bytes(std::span(all)), {});
    }
    float first_site() {
        float x = 0;
        driver_.download(std::as_writable_bytes(std::span(&x, 1)), at_ + 3072, {});
        return x;
    }
    void launch() { driver_.launch(kernel_, {1, 32, 0}, {}, at_); }

    emulation::EmulatedDriver driver_;
    cuda::DevicePointer at_ = 0;
    cuda::KernelHandle kernel_ = nullptr;
};

TEST_F(GraphTest, LaunchesAreNotedAndRunWhenTheGraphIs) {
    put(1);
    launch();
    put(2);
    const Graph graph(driver_, {}, [&] { launch(); });
    EXPECT_EQ(first_site(), 1);
    graph.launch({});
    EXPECT_EQ(first_site(), 2);
    put(3);
    graph.launch({});
    EXPECT_EQ(first_site(), 3);
}

TEST_F(GraphTest, NothingElseMayBeAskedForDuringACapture) {
    EXPECT_THROW(Graph(driver_, {}, [&] { put(1); }), GpuError);
    EXPECT_THROW(Graph(driver_, {}, [&] { first_site(); }), GpuError);
    EXPECT_THROW(Graph(driver_, {}, [&] { driver_.synchronize({}); }), GpuError);
    put(1);  // the capture has ended
    EXPECT_THROW(driver_.end_capture({}), GpuError);
}

}  // namespace
