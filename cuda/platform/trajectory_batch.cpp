#include "platform/trajectory_batch.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <string>

#include "kernels/block_memory.h"
#include "memory/out_of_memory.hpp"
#include "platform/force_context.hpp"
#include "platform/trajectory_space.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

namespace {

/// How often lists that are too short are made longer.
constexpr int kLongerLists = 6;
/// Share of the free memory that a batch may take; the rest is for what else uses the GPU.
constexpr double kMemoryShare = 0.9;
constexpr unsigned kSmallBlock = 256, kLargeBlock = 512;

/// A trajectory on its way.
struct Member {
    std::size_t index;  ///< among the plans
    TrajectorySpace space;
    ListCapacity capacity;

    Member(std::size_t k, const TrajectoryPlan& plan)
        : index(k), space(plan), capacity(usual_capacity(plan.system->size())) {}
    std::size_t bytes() const {
        return space.exchanged_bytes() + space.scratch_bytes(capacity) + sizeof(device::TrajectoryTask) + 256;
    }
};

using Wave = std::vector<Member*>;

unsigned threads_for(int residues) {
    const int wanted = (residues + device::kWarp - 1) / device::kWarp * device::kWarp;
    return std::min(static_cast<unsigned>(wanted), kLargeBlock);
}

const char* kernel_for(unsigned threads) {
    return threads <= kSmallBlock ? "fold_trajectories_256" : "fold_trajectories_512";
}

class Batch {
   public:
    Batch(Device& device, std::span<const TrajectoryPlan> plans)
        : device_(device), plans_(plans), stream_(device.driver()), outcomes_(plans.size()) {}

    std::vector<TrajectoryOutcome> run() {
        std::vector<std::unique_ptr<Member>> members;
        const int most = most_residues(device_.properties());
        for (std::size_t k = 0; k < plans_.size(); ++k) {
            require_whole(plans_[k]);
            if (plans_[k].system->size() > most)
                throw InputError("a chain of " + std::to_string(plans_[k].system->size()) +
                                 " residues is more than the " + std::to_string(most) +
                                 " that fit a block of the GPU; fold it on the platform cpu");
            members.push_back(std::make_unique<Member>(k, plans_[k]));
        }
        Wave waiting;
        for (const auto& m : members) waiting.push_back(m.get());
        // Long ones first, so that short ones fill the gaps at the end.
        std::stable_sort(waiting.begin(), waiting.end(),
                         [](const Member* a, const Member* b) { return a->space.residues() > b->space.residues(); });
        for (int tries = 0; !waiting.empty(); ++tries) waiting = run_all(waiting, tries == kLongerLists);
        return std::move(outcomes_);
    }

   private:
    /// Runs them wave by wave; returns those that want longer lists.
    Wave run_all(const Wave& members, bool last_try) {
        Wave again;
        for (std::size_t first = 0; first < members.size();) {
            const Wave wave = next_wave(members, first);
            first += wave.size();
            run_wave(wave, last_try, again);
        }
        return again;
    }

    /// As many of one block size as memory holds.
    Wave next_wave(const Wave& members, std::size_t first) {
        const auto room = static_cast<std::size_t>(kMemoryShare * static_cast<double>(device_.free_bytes()));
        std::size_t taken = 0;
        std::map<const System*, bool> systems;
        Wave wave;
        for (std::size_t k = first; k < members.size(); ++k) {
            Member& m = *members[k];
            if (!wave.empty() && threads_for(m.space.residues()) != threads_for(wave.front()->space.residues())) break;
            std::size_t more = m.bytes();
            const System* system = plans_[m.index].system;
            if (!systems.contains(system)) more += PackedSystem(*system).blob.size() + 256;
            if (!wave.empty() && taken + more > room) break;
            systems[system] = true;
            taken += more;
            wave.push_back(&m);
        }
        if (taken > room) {
            const std::size_t one[] = {wave.front()->index};
            refuse(batch_need(plans_.subspan(one[0], 1)), room);
        }
        return wave;
    }

    void run_wave(const Wave& wave, bool last_try, Wave& again) {
        std::map<const System*, std::unique_ptr<DeviceSystem>> systems;
        std::size_t exchanged = 0, scratch = 0;
        for (const Member* m : wave) {
            auto& system = systems[plans_[m->index].system];
            if (!system)
                system = std::make_unique<DeviceSystem>(*plans_[m->index].system, device_.driver(), device_.memory(),
                                                        stream_);
            exchanged += aligned(m->space.exchanged_bytes());
            scratch += aligned(m->space.scratch_bytes(m->capacity));
        }
        DeviceBuffer<std::byte> numbers(exchanged, device_.memory(), stream_);
        DeviceBuffer<std::byte> work(scratch, device_.memory(), stream_);
        DeviceBuffer<device::TrajectoryTask> tasks(wave.size(), device_.memory(), stream_);
        std::vector<device::TrajectoryTask> list;
        std::vector<std::byte> bytes(exchanged);
        std::size_t at = 0, scratch_at = 0;
        for (Member* m : wave) {
            const device::SystemView* view = systems[plans_[m->index].system]->view();
            list.push_back(m->space.task(view, numbers.address() + at, work.address() + scratch_at, m->capacity));
            std::copy(m->space.bytes().begin(), m->space.bytes().end(), bytes.begin() + static_cast<long>(at));
            at += aligned(m->space.exchanged_bytes());
            scratch_at += aligned(m->space.scratch_bytes(m->capacity));
        }
        device_.driver().upload(numbers.address(), bytes, stream_);
        device_.driver().upload(tasks.address(), std::as_bytes(std::span(list)), stream_);
        launch(wave, tasks.address());
        device_.driver().download(bytes, numbers.address(), stream_);
        read(wave, bytes, last_try, again);
    }

    void launch(const Wave& wave, DevicePointer tasks) {
        int largest = 0;
        for (const Member* m : wave) largest = std::max(largest, m->space.residues());
        const unsigned threads = threads_for(largest);
        const LaunchShape shape{static_cast<unsigned>(wave.size()), threads,
                                static_cast<std::size_t>(device::block_memory_bytes(largest))};
        device_.driver().launch(device_.kernel("fold_trajectories", kernel_for(threads)), shape, stream_, tasks);
    }

    void read(const Wave& wave, std::span<const std::byte> bytes, bool last_try, Wave& again) {
        std::size_t at = 0;
        for (Member* m : wave) {
            const auto own = bytes.subspan(at, m->space.exchanged_bytes());
            at += aligned(m->space.exchanged_bytes());
            const device::TrajectoryResult& r = m->space.result(own);
            if (r.status == device::kListsTooShort && !last_try) {
                m->capacity = grown(m->capacity, r.list_need);
                again.push_back(m);
            } else {
                outcomes_[m->index] = m->space.outcome(own);
            }
        }
    }

    static std::size_t aligned(std::size_t bytes) { return (bytes + 255) / 256 * 256; }

    Device& device_;
    std::span<const TrajectoryPlan> plans_;
    Stream stream_;
    std::vector<TrajectoryOutcome> outcomes_;
};

}  // namespace

MemoryNeed batch_need(std::span<const TrajectoryPlan> plans) {
    MemoryNeed need;
    std::map<const System*, bool> systems;
    for (std::size_t k = 0; k < plans.size(); ++k) {
        const Member m(k, plans[k]);
        if (!std::exchange(systems[plans[k].system], true))
            need.add("tables of the systems", PackedSystem(*plans[k].system).blob.size(), "fold fewer targets at once");
        need.add("states", m.space.exchanged_bytes(), "lower the number of trajectories");
        need.add("lists and minimisers", m.space.scratch_bytes(m.capacity), "lower the number of trajectories");
    }
    return need;
}

FoldBlock fold_block(Device& device, int residues) {
    device.use();
    const unsigned threads = threads_for(residues);
    const auto shared = static_cast<std::size_t>(device::block_memory_bytes(residues));
    const KernelHandle kernel = device.kernel("fold_trajectories", kernel_for(threads));
    return {threads, shared, device.driver().resident_blocks(kernel, threads, shared)};
}

std::vector<TrajectoryOutcome> run_batch(Device& device, std::span<const TrajectoryPlan> plans) {
    device.use();
    return Batch(device, plans).run();
}

}  // namespace prct::cuda
