#include "host/fibre_block.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "host/cuda_builtins.hpp"
#include "host/fibre.hpp"
#include "prct/error.hpp"

namespace prct::emulation {

namespace {

constexpr std::size_t kStackBytes = 256 * 1024;
constexpr unsigned kLanes = 32;
/// Shared memory begins as rubbish on a device.
constexpr int kRubbish = 0xA5;

enum class Wait { none, block, warp, ended };

struct Thread {
    Fibre fibre;
    Index index;
    Wait wait = Wait::none;
    bool vote = false;
    std::uint64_t traded = 0;
};

/// Stacks stay for the next launch of this thread.
class Stacks {
   public:
    ~Stacks() {
        for (void* s : all_) munmap(s, kStackBytes);
    }
    void* at(std::size_t k) {
        while (all_.size() <= k) {
            void* s = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (s == MAP_FAILED) throw Error("no memory for the stacks of an emulated block; use fewer threads");
            all_.push_back(s);
        }
        return all_[k];
    }

   private:
    std::vector<void*> all_;
};

class Block {
   public:
    Block(const Launch& launch, unsigned number, const std::function<void()>& kernel)
        : kernel_(kernel), threads_(launch.threads), shared_(launch.shared_bytes / 16 + 1), order_(launch.threads) {
        index_.x = number;
        size_.x = launch.threads;
        grid_.x = launch.blocks;
        std::fill_n(memory(), launch.shared_bytes, static_cast<unsigned char>(kRubbish));
        std::iota(order_.begin(), order_.end(), 0u);
        if (launch.order_seed) random_.seed(launch.order_seed + number);
        shuffles_ = launch.order_seed != 0;
    }

    void run(Stacks& stacks);
    bool meet(bool mine);
    std::uint64_t trade(std::uint64_t mine, int lane);
    unsigned vote(bool mine);
    unsigned char* memory() { return reinterpret_cast<unsigned char*>(shared_.data()); }

    Index index_, size_, grid_;
    Thread* now_ = nullptr;

   private:
    struct alignas(16) Word {
        unsigned char byte[16];
    };

    static void enter();
    void prepare(unsigned rank, void* stack);
    void leave(Wait wait);
    void resume(Thread& f);
    bool release();
    /// Lets those of [first, last) go that wait in this way, if all do; ended ones count as never arriving.
    bool release(std::size_t first, std::size_t last, Wait wait);

    const std::function<void()>& kernel_;
    std::vector<Thread> threads_;
    std::vector<Word> shared_;
    std::vector<unsigned> order_;
    std::mt19937_64 random_;
    bool shuffles_ = false, voted_ = false;
    std::exception_ptr problem_;
};

thread_local Block* current = nullptr;

void Block::enter() {
    Block& block = *current;
    block.now_->fibre.begin();
    try {
        block.kernel_();
    } catch (...) {
        block.problem_ = std::current_exception();
    }
    block.leave(Wait::ended);
}

void Block::leave(Wait wait) {
    Thread& f = *now_;
    f.wait = wait;
    f.fibre.stop();
}

void Block::resume(Thread& f) {
    now_ = &f;
    f.fibre.resume();
}

bool Block::release(std::size_t first, std::size_t last, Wait wait) {
    for (std::size_t k = first; k < last; ++k)
        if (threads_[k].wait != wait) return false;
    for (std::size_t k = first; k < last; ++k) threads_[k].wait = Wait::none;
    return true;
}

bool Block::release() {
    voted_ = std::any_of(threads_.begin(), threads_.end(), [](const Thread& f) { return f.vote; });
    if (release(0, threads_.size(), Wait::block)) {
        for (Thread& f : threads_) f.vote = false;
        return true;
    }
    bool any = false;
    for (std::size_t first = 0; first < threads_.size(); first += kLanes)
        any |= release(first, std::min(threads_.size(), first + kLanes), Wait::warp);
    return any;
}

void Block::prepare(unsigned rank, void* stack) {
    Thread& f = threads_[rank];
    f.index.x = rank;
    f.fibre.prepare(&Block::enter, stack, kStackBytes);
}

void Block::run(Stacks& stacks) {
    current = this;
    for (unsigned k = 0; k < size_.x; ++k) prepare(k, stacks.at(k));
    const auto ended = [](const Thread& f) { return f.wait == Wait::ended; };
    while (true) {
        if (shuffles_) std::shuffle(order_.begin(), order_.end(), random_);
        for (const unsigned k : order_)
            if (threads_[k].wait == Wait::none) resume(threads_[k]);
        if (problem_) std::rethrow_exception(problem_);
        if (std::all_of(threads_.begin(), threads_.end(), ended)) break;
        if (!release())
            throw Error("block " + std::to_string(index_.x) +
                        " of an emulated launch hangs: its threads wait at different barriers, or one has ended while "
                        "others wait; let every thread reach every barrier");
    }
    current = nullptr;
}

bool Block::meet(bool mine) {
    now_->vote = mine;
    leave(Wait::block);
    return voted_;
}

std::uint64_t Block::trade(std::uint64_t mine, int lane) {
    Thread& self = *now_;
    self.traded = mine;
    leave(Wait::warp);
    const std::size_t other = self.index.x / kLanes * kLanes + static_cast<unsigned>(lane);
    if (other >= threads_.size()) throw Error("a shuffle asks for a lane that the block does not have");
    const std::uint64_t theirs = threads_[other].traded;
    leave(Wait::warp);
    return theirs;
}

unsigned Block::vote(bool mine) {
    Thread& self = *now_;
    self.traded = mine;
    leave(Wait::warp);
    const std::size_t first = self.index.x / kLanes * kLanes, last = std::min(threads_.size(), first + kLanes);
    unsigned votes = 0;
    for (std::size_t k = first; k < last; ++k) votes |= static_cast<unsigned>(threads_[k].traded) << (k - first);
    leave(Wait::warp);
    return votes;
}

}  // namespace

const Index& thread_index() { return current->now_->index; }
const Index& block_index() { return current->index_; }
const Index& block_size() { return current->size_; }
const Index& grid_size() { return current->grid_; }
unsigned char* shared_memory() { return current->memory(); }
bool meet(bool mine) { return current->meet(mine); }
std::uint64_t trade(std::uint64_t mine, int lane) { return current->trade(mine, lane); }
unsigned vote(bool mine) { return current->vote(mine); }

void run(const Launch& launch, const std::function<void()>& kernel) {
    thread_local Stacks stacks;
    for (unsigned number = 0; number < launch.blocks; ++number) Block(launch, number, kernel).run(stacks);
}

}  // namespace prct::emulation
