#include "platform/trajectory_batch.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "kernels/block_memory.h"
#include "memory/out_of_memory.hpp"
#include "platform/edge_tables.hpp"
#include "platform/force_context.hpp"
#include "platform/large_trajectory.hpp"
#include "platform/trajectory_space.hpp"
#include "prct/base/thread_pool.hpp"

namespace prct::cuda {

namespace {

/// How often lists that are too short are made longer.
constexpr int kLongerLists = 6;
constexpr unsigned kSmallBlock = 160, kMiddleBlock = 256, kLargeBlock = 384;
/// To pack and read so many trajectories takes as long as to start a thread for it.
constexpr std::size_t kTrajectoriesOfThread = 8;

/// A trajectory on its way.
struct Member {
    std::size_t index;  ///< among the plans
    TrajectorySpace space;
    ListCapacity capacity;

    Member(std::size_t k, const TrajectoryPlan& plan)
        : index(k), space(plan), capacity(usual_capacity(plan.system->size())) {}
    std::size_t bytes() const {
        return space.given_bytes() + space.brought_bytes() + space.scratch_bytes(capacity) +
               sizeof(device::TrajectoryTask) + 4 * 256;
    }
};

using Wave = std::vector<Member*>;

const char* kernel_for(unsigned threads) {
    if (threads <= kSmallBlock) return "fold_trajectories_160";
    if (threads <= kMiddleBlock) return "fold_trajectories_256";
    return threads <= kLargeBlock ? "fold_trajectories_384" : "fold_trajectories_512";
}

int team_of(std::size_t trajectories, int threads) {
    return static_cast<int>(std::min(static_cast<std::size_t>(threads), trajectories / kTrajectoriesOfThread + 1));
}

class Batch {
   public:
    Batch(Device& device, TrajectoryPlans plans, int threads)
        : device_(device),
          plans_(plans),
          stream_(device.driver()),
          team_(team_of(plans.size(), threads)),
          outcomes_(plans.size()) {}

    std::vector<TrajectoryOutcome> run() {
        for (std::size_t k = 0; k < plans_.size(); ++k) {
            require_whole(*plans_[k]);
            outcomes_[k].lost = true;  // until it comes back
        }
        try {
            run_waves();
        } catch (const GpuFault& fault) {
            for (std::size_t k = 0; k < plans_.size(); ++k) {
                if (!outcomes_[k].lost) continue;
                outcomes_[k].failure = fault.what();
                outcomes_[k].state = plans_[k]->start;
            }
        }
        return std::move(outcomes_);
    }

   private:
    void run_waves() {
        std::vector<std::unique_ptr<Member>> members;
        const int most = most_residues(device_.properties());
        for (std::size_t k = 0; k < plans_.size(); ++k) {
            if (plans_[k]->system->size() > most)
                outcomes_[k] = run_large_trajectory(device_, *plans_[k]);
            else
                members.push_back(std::make_unique<Member>(k, *plans_[k]));
        }
        Wave waiting;
        for (const auto& m : members) waiting.push_back(m.get());
        // Long ones first, so that short ones fill the gaps at the end.
        std::stable_sort(waiting.begin(), waiting.end(),
                         [](const Member* a, const Member* b) { return a->space.residues() > b->space.residues(); });
        for (int tries = 0; !waiting.empty(); ++tries) waiting = run_all(waiting, tries == kLongerLists);
    }

    /// Runs them wave by wave; returns those that want longer lists.
    Wave run_all(const Wave& members, bool last_try) {
        Wave again;
        for (std::size_t first = 0; first < members.size();) {
            const Wave alike = one_shape(members, first);
            const std::vector<std::size_t> need = needs(alike);
            const auto memory = device_.admit(need.front(), need.back());
            if (!memory) refuse(batch_need(plans_.subspan(alike.front()->index, 1)), device_.free_bytes());
            const auto fitting = std::upper_bound(need.begin(), need.end(), memory->size_bytes()) - need.begin();
            const auto count = run_fitting(Wave(alike.begin(), alike.begin() + fitting), last_try, again);
            first += count;
        }
        return again;
    }

    /// Runs the first of a wave, as many as there is memory for when it comes to it: another process may have taken
    /// what was free. Returns how many.
    std::size_t run_fitting(Wave wave, bool last_try, Wave& again) {
        while (true) {
            try {
                run_wave(wave, last_try, again);
                return wave.size();
            } catch (const OutOfMemory&) {
                if (wave.size() == 1) throw;
                wave.resize(wave.size() / 2);
            }
        }
    }

    /// Those from `first` on that share a shape of block.
    static Wave one_shape(const Wave& members, std::size_t first) {
        const unsigned threads = block_threads(members[first]->space.residues());
        Wave wave;
        for (std::size_t k = first; k < members.size() && block_threads(members[k]->space.residues()) == threads; ++k)
            wave.push_back(members[k]);
        return wave;
    }

    /// Bytes that the first, the first two, ... and all take together: what they share counts once.
    std::vector<std::size_t> needs(const Wave& wave) {
        std::vector<std::size_t> sums;
        std::set<const void*> shared;
        std::size_t sum = 0;
        for (const Member* m : wave) {
            sum += m->bytes();
            const System* system = plans_[m->index]->system;
            if (shared.insert(system).second) sum += packed(system).blob.size() + 256;
            const EdgeTables* tables = tables_of(*m);
            if (tables && shared.insert(tables).second) sum += tables->bytes().size() + 256;
            sums.push_back(sum);
        }
        return sums;
    }

    PackedSystem& packed(const System* system) {
        auto& tables = packed_[system];
        if (!tables) tables = std::make_unique<PackedSystem>(*system);
        return *tables;
    }

    /// Null where the weights of a trajectory's contacts stay as they are.
    const EdgeTables* tables_of(const Member& m) {
        const EdgeKey& key = m.space.edge_key();
        if (key.empty()) return nullptr;
        auto& tables = tables_[key];
        if (!tables) tables = std::make_unique<EdgeTables>(key);
        return tables.get();
    }

    /// The tables on the device, uploaded where they are not there yet.
    DevicePointer place_tables(const EdgeTables& tables, std::map<const EdgeTables*, DeviceBuffer<std::byte>>& placed) {
        auto& buffer = placed[&tables];
        if (buffer.size() == 0) buffer = tables.uploaded(device_, stream_);
        return buffer.address();
    }

    void run_wave(const Wave& wave, bool last_try, Wave& again) {
        std::map<const System*, std::unique_ptr<DeviceSystem>> systems;
        std::map<const EdgeTables*, DeviceBuffer<std::byte>> shared;
        const std::vector<TrajectoryMemory> offsets = laid_out(wave);
        const TrajectoryMemory& sums = offsets.back();
        DeviceBuffer<std::byte> given(sums.given, device_.memory(), stream_);
        DeviceBuffer<std::byte> brought(sums.brought, device_.memory(), stream_);
        DeviceBuffer<std::byte> work(sums.scratch, device_.memory(), stream_);
        DeviceBuffer<device::TrajectoryTask> tasks(wave.size(), device_.memory(), stream_);
        std::vector<device::TrajectoryTask> list;
        for (std::size_t k = 0; k < wave.size(); ++k) {
            const Member& m = *wave[k];
            const System* const of = plans_[m.index]->system;
            auto& system = systems[of];
            if (!system)
                system =
                    std::make_unique<DeviceSystem>(packed(of), of->size(), device_.driver(), device_.memory(), stream_);
            const TrajectoryMemory memory = {given.address() + offsets[k].given, brought.address() + offsets[k].brought,
                                             work.address() + offsets[k].scratch};
            list.push_back(m.space.task(system->view(), memory, m.capacity));
            if (const EdgeTables* tables = tables_of(m))
                m.space.weigh_contacts(list.back(), *tables, place_tables(*tables, shared), memory);
        }
        const auto host = std::make_unique_for_overwrite<std::byte[]>(sums.given + sums.brought);
        const std::span<std::byte> go(host.get(), sums.given), come(host.get() + sums.given, sums.brought);
        share(wave, [&](std::size_t k) { wave[k]->space.fill(&go[offsets[k].given]); });
        device_.driver().upload(given.address(), go, stream_);
        device_.driver().upload(tasks.address(), std::as_bytes(std::span(list)), stream_);
        launch(wave, tasks.address());
        device_.driver().rest(stream_);
        device_.driver().download(go, given.address(), stream_);
        device_.driver().download(come, brought.address(), stream_);
        read(wave, offsets, go.data(), come.data(), last_try, again);
    }

    /// Where the memory of each member of a wave begins, and where all end.
    static std::vector<TrajectoryMemory> laid_out(const Wave& wave) {
        std::vector<TrajectoryMemory> offsets(1);
        for (const Member* m : wave) {
            const TrajectoryMemory& at = offsets.back();
            offsets.push_back({at.given + aligned(m->space.given_bytes()),
                               at.brought + aligned(m->space.brought_bytes()),
                               at.scratch + aligned(m->space.scratch_bytes(m->capacity))});
        }
        return offsets;
    }

    /// Calls work(k) for every member of a wave, on all threads.
    template <class Work>
    void share(const Wave& wave, Work&& work) {
        std::atomic<std::size_t> next = 0;
        team_.run([&](int) {
            for (std::size_t k = next++; k < wave.size(); k = next++) work(k);
        });
    }

    void launch(const Wave& wave, DevicePointer tasks) {
        int largest = 0;
        for (const Member* m : wave) largest = std::max(largest, m->space.residues());
        const unsigned threads = block_threads(largest);
        const LaunchShape shape{static_cast<unsigned>(wave.size()), threads,
                                static_cast<std::size_t>(device::block_memory_bytes(largest, threads))};
        device_.driver().launch(device_.kernel("fold_trajectories", kernel_for(threads)), shape, stream_, tasks);
    }

    void read(const Wave& wave, const std::vector<TrajectoryMemory>& offsets, const std::byte* given,
              const std::byte* brought, bool last_try, Wave& again) {
        const auto unfinished = [&](std::size_t k) {
            return !last_try && wave[k]->space.result(given + offsets[k].given).status == device::kListsTooShort;
        };
        share(wave, [&](std::size_t k) {
            if (unfinished(k)) return;
            outcomes_[wave[k]->index] = wave[k]->space.outcome(given + offsets[k].given, brought + offsets[k].brought);
        });
        for (std::size_t k = 0; k < wave.size(); ++k) {
            if (!unfinished(k)) continue;
            const device::TrajectoryResult& r = wave[k]->space.result(given + offsets[k].given);
            wave[k]->capacity = grown(wave[k]->capacity, r.list_need);
            again.push_back(wave[k]);
        }
    }

    static std::size_t aligned(std::size_t bytes) { return (bytes + 255) / 256 * 256; }

    Device& device_;
    TrajectoryPlans plans_;
    std::map<EdgeKey, std::unique_ptr<EdgeTables>> tables_;
    std::map<const System*, std::unique_ptr<PackedSystem>> packed_;  // outlive what the stream does
    Stream stream_;
    ThreadPool team_;
    std::vector<TrajectoryOutcome> outcomes_;
};

}  // namespace

MemoryNeed batch_need(TrajectoryPlans plans) {
    MemoryNeed need;
    std::map<const System*, bool> systems;
    std::map<EdgeKey, bool> contacts;
    for (std::size_t k = 0; k < plans.size(); ++k) {
        const Member m(k, *plans[k]);
        const EdgeKey& key = m.space.edge_key();
        if (!key.empty() && !std::exchange(contacts[key], true))
            need.add("graphs of the contacts", EdgeTables(key).bytes().size(), "fold fewer targets at once");
        if (!std::exchange(systems[plans[k]->system], true))
            need.add("tables of the systems", PackedSystem(*plans[k]->system).blob.size(),
                     "fold fewer targets at once");
        need.add("states", m.space.given_bytes() + m.space.brought_bytes(), "lower the number of trajectories");
        need.add("lists and minimisers", m.space.scratch_bytes(m.capacity), "lower the number of trajectories");
    }
    return need;
}

FoldBlock fold_block(Device& device, int residues) {
    device.use();
    const unsigned threads = block_threads(residues);
    const auto shared = static_cast<std::size_t>(device::block_memory_bytes(residues, threads));
    const KernelHandle kernel = device.kernel("fold_trajectories", kernel_for(threads));
    return {threads, shared, device.driver().resident_blocks(kernel, threads, shared)};
}

unsigned block_shape(const Device& device, TrajectoryPlans plans) {
    int largest = 0;
    for (const TrajectoryPlan* plan : plans) largest = std::max(largest, plan->system->size());
    return largest > most_residues(device.properties()) ? 0 : block_threads(largest);
}

std::vector<TrajectoryOutcome> run_batch(Device& device, TrajectoryPlans plans, int threads) {
    device.use();
    return Batch(device, plans, threads).run();
}

}  // namespace prct::cuda
