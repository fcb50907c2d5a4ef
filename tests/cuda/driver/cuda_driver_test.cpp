#include "driver/cuda_driver.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <array>

#include "fake_libcuda.hpp"
#include "memory/out_of_memory.hpp"

namespace {

using namespace prct;
using namespace prct::cuda;

class CudaDriverTest : public ::testing::Test {
   protected:
    void SetUp() override {
        void* const library = dlopen(PRCT_FAKE_LIBCUDA, RTLD_NOW);
        ASSERT_NE(library, nullptr) << dlerror();
        fake_ = reinterpret_cast<FakeCuda* (*)()>(dlsym(library, "fake_cuda"))();
        *fake_ = FakeCuda{};
    }

    /// What opening the driver complains of.
    static std::string refusal(const char* library = PRCT_FAKE_LIBCUDA) {
        try {
            const CudaDriver driver(library);
        } catch (const GpuError& problem) {
            return problem.what();
        }
        return {};
    }

    FakeCuda* fake_ = nullptr;
};

TEST_F(CudaDriverTest, SaysWhyThereIsNoGpu) {
    EXPECT_NE(refusal("libno_such_driver.so").find("platform cpu"), std::string::npos);
    EXPECT_NE(refusal("libm.so.6").find("too old"), std::string::npos) << "a library without the functions";
    fake_->version = 11080;
    EXPECT_NE(refusal().find("CUDA 11.8; install one of CUDA 12.0"), std::string::npos) << refusal();
    fake_->version = 12000;
    EXPECT_EQ(refusal(), "");
    fake_->devices = 0;
    EXPECT_NE(refusal().find("finds no GPU"), std::string::npos);
    fake_->init_code = 999;
    EXPECT_NE(refusal().find("does not start: FAKE_CODE (as the test wants it)"), std::string::npos) << refusal();
}

TEST_F(CudaDriverTest, TellsWhatADeviceIsLike) {
    const CudaDriver driver(PRCT_FAKE_LIBCUDA);
    const DeviceProperties p = driver.properties(0);
    EXPECT_EQ(p.name, "Fake");
    EXPECT_EQ(p.major, 7500);
    EXPECT_EQ(p.minor, 7600);
    EXPECT_EQ(p.multiprocessors, 1600);
    EXPECT_EQ(p.block_memory_bytes, 9700u);
    EXPECT_EQ(p.multiprocessor_memory_bytes, 8100u);
    EXPECT_EQ(p.clock_khz, 1300);
    EXPECT_EQ(p.total_bytes, std::size_t(2) << 30);
}

TEST_F(CudaDriverTest, BytesTravelThereAndBack) {
    CudaDriver driver(PRCT_FAKE_LIBCUDA);
    driver.use(0);
    const StreamView stream = driver.make_stream();
    const DevicePointer at = driver.allocate(64);
    std::array<std::byte, 64> there{}, back{};
    for (std::size_t k = 0; k < 64; ++k) there[k] = std::byte(k);
    driver.upload(at, there, stream);
    driver.download(back, at, stream);
    EXPECT_EQ(there, back);
    driver.fill(at, 7, 64, stream);
    driver.download(back, at, stream);
    EXPECT_EQ(back[63], std::byte(7));
    driver.release(at);
    EXPECT_EQ(fake_->allocations, fake_->releases);
}

TEST_F(CudaDriverTest, ALaunchHandsOverOnePointer) {
    CudaDriver driver(PRCT_FAKE_LIBCUDA);
    driver.use(0);
    const std::array<std::byte, 4> image{};
    const KernelHandle kernel = driver.load(image, "fold");
    driver.load(image, "another");
    EXPECT_EQ(fake_->modules, 1) << "an image is loaded once";
    driver.allow_shared_memory(kernel, 100000);
    EXPECT_EQ(fake_->dynamic_bytes, 99000) << "a kernel declares 1,000 of its own";
    EXPECT_THROW(driver.allow_shared_memory(kernel, 300000), GpuError);
    EXPECT_THROW(driver.load(image, "missing"), GpuError);
    EXPECT_EQ(driver.resident_blocks(kernel, 256, 0), 8);
    driver.launch(kernel, {12, 160, 4096}, {}, 0x1234);
    EXPECT_EQ(fake_->blocks, 12u);
    EXPECT_EQ(fake_->threads, 160u);
    EXPECT_EQ(fake_->shared_bytes, 4096u);
    EXPECT_EQ(fake_->argument, 0x1234u);
}

TEST_F(CudaDriverTest, FailuresAreToldApart) {
    CudaDriver driver(PRCT_FAKE_LIBCUDA);
    driver.use(0);
    try {
        driver.allocate(std::size_t(8) << 30);
        FAIL();
    } catch (const OutOfMemory& problem) {
        EXPECT_NE(std::string(problem.what()).find("8192 MiB"), std::string::npos) << problem.what();
        EXPECT_NE(std::string(problem.what()).find("1024 are free"), std::string::npos) << problem.what();
    }
    fake_->load_code = 222;
    const std::array<std::byte, 4> image{};
    try {
        driver.load(image, "fold");
        FAIL();
    } catch (const GpuError& problem) {
        EXPECT_NE(std::string(problem.what()).find("cuda12"), std::string::npos) << problem.what();
    }
    fake_->stream_code = 700;
    EXPECT_THROW(driver.synchronize({}), GpuFault);
    fake_->stream_code = 1;
    try {
        driver.synchronize({});
        FAIL();
    } catch (const GpuFault&) {
        FAIL() << "an error that loses nothing";
    } catch (const GpuError&) {
    }
    fake_->query_code = 600;
    EXPECT_FALSE(driver.done(nullptr));
    fake_->query_code = 0;
    EXPECT_TRUE(driver.done(nullptr));
}

TEST_F(CudaDriverTest, RestsOnAnEventThatLetsItSleep) {
    CudaDriver driver(PRCT_FAKE_LIBCUDA);
    const int rests = fake_->rests;
    driver.rest({});
    EXPECT_EQ(fake_->rests, rests + 1);
    EXPECT_EQ(fake_->event_flags & 1u, 1u) << "CU_EVENT_BLOCKING_SYNC";
    fake_->stream_code = 700;
    EXPECT_THROW(driver.rest({}), GpuFault);
    EXPECT_EQ(fake_->events, 0) << "events are given back";
}

TEST_F(CudaDriverTest, ContextsAndModulesEndWithTheDriver) {
    {
        CudaDriver driver(PRCT_FAKE_LIBCUDA);
        driver.use(0);
        driver.use(0);
        const std::array<std::byte, 4> image{};
        driver.load(image, "fold");
        EXPECT_EQ(fake_->contexts, 1);
    }
    EXPECT_EQ(fake_->contexts, 0);
    EXPECT_EQ(fake_->modules, 0);
}

}  // namespace
