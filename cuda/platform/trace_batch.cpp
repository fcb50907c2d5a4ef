#include "platform/trace_batch.hpp"

#include <algorithm>

#include "memory/buffer.hpp"
#include "memory/memory_need.hpp"
#include "memory/out_of_memory.hpp"
#include "platform/trace_space.hpp"

namespace prct::cuda {

namespace {

/// Every step looks at all pairs: beyond this the lists of the CPU are the better way.
constexpr int kMostResidues = 1100;
constexpr unsigned kMostThreads = 512;

/// Pairs and restraints are most of the work and occupy any number of threads: two a residue halve the time of a trace,
/// and a multiprocessor still has several. Sums of the quench depend on it in their last digit, so it is one for all.
constexpr unsigned kThreadsPerResidue = 2;

unsigned threads_for(int residues) {
    const unsigned wanted = kThreadsPerResidue * static_cast<unsigned>(std::max(residues, 1));
    return std::min((wanted + device::kWarp - 1) / device::kWarp * device::kWarp, kMostThreads);
}

class TraceBatch {
   public:
    TraceBatch(Device& device, std::span<const CaRefinePlan> plans, std::int32_t steps)
        : device_(device), stream_(device.driver()), refined_(plans.size()) {
        const int most = most_trace_residues(device.properties());
        for (std::size_t k = 0; k < plans.size(); ++k) {
            spaces_.emplace_back(plans[k], steps);
            refined_[k].for_cpu = spaces_[k].residues() > most;
            if (!refined_[k].for_cpu) order_.push_back(k);
        }
        // Long ones first, so that short ones fill the gaps at the end.
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return spaces_[a].residues() > spaces_[b].residues(); });
    }

    std::vector<RefinedTrace> run() {
        for (std::size_t first = 0; first < order_.size();) {
            const auto alike = one_shape(first);
            std::size_t all = 0;
            for (const std::size_t k : alike) all += bytes(spaces_[k]);
            const auto memory = device_.admit(bytes(spaces_[alike.front()]), all);
            if (!memory) refuse(need(spaces_[alike.front()]), device_.free_bytes());
            first += run_fitting(alike, memory->size_bytes());
        }
        return std::move(refined_);
    }

   private:
    static std::size_t bytes(const TraceSpace& space) {
        return space.table_bytes() + space.point_bytes() + sizeof(device::TraceTask) + sizeof(device::TraceResult) +
               4 * 256;
    }

    static MemoryNeed need(const TraceSpace& space) {
        MemoryNeed need;
        need.add("a trace", bytes(space), "fold on the platform cpu");
        return need;
    }

    /// Those from `first` on that share a shape of block.
    std::span<const std::size_t> one_shape(std::size_t first) const {
        const unsigned threads = threads_for(spaces_[order_[first]].residues());
        std::size_t end = first + 1;
        while (end < order_.size() && threads_for(spaces_[order_[end]].residues()) == threads) ++end;
        return std::span(order_).subspan(first, end - first);
    }

    /// Runs the first of some traces, as many as there is memory for when it comes to it; returns how many.
    std::size_t run_fitting(std::span<const std::size_t> wave, std::size_t size_bytes) {
        std::size_t sum = 0, count = 0;
        while (count < wave.size() && (count == 0 || sum + bytes(spaces_[wave[count]]) <= size_bytes))
            sum += bytes(spaces_[wave[count++]]);
        while (true) {
            try {
                run_wave(wave.first(count));
                return count;
            } catch (const OutOfMemory&) {
                if (count == 1) throw;
                count /= 2;
            }
        }
    }

    void run_wave(std::span<const std::size_t> wave) {
        TraceTables tables;
        std::vector<device::TracePoint> points;
        for (const std::size_t k : wave) {
            const auto at = static_cast<std::ptrdiff_t>(points.size());
            spaces_[k].put_tables(tables);
            points.resize(points.size() + 2 * static_cast<std::size_t>(spaces_[k].residues()));
            spaces_[k].fill(points.data() + at);
        }
        std::vector<device::TraceResult> results(wave.size());
        Driver& driver = device_.driver();
        const DeviceBuffer<std::byte> shared(tables.bytes().size() + 1, device_.memory(), stream_);
        const DeviceBuffer<device::TracePoint> moved(points.size() + 1, device_.memory(), stream_);
        const DeviceBuffer<device::TraceResult> said(wave.size(), device_.memory(), stream_);
        const DeviceBuffer<device::TraceTask> tasks(wave.size(), device_.memory(), stream_);
        std::vector<device::TraceTask> list;
        DevicePointer at = moved.address();
        for (const std::size_t k : wave) {
            list.push_back(
                spaces_[k].task(shared.address(), at, said.address() + list.size() * sizeof(device::TraceResult)));
            at += spaces_[k].point_bytes();
        }
        driver.upload(shared.address(), tables.bytes(), stream_);
        driver.upload(moved.address(), std::as_bytes(std::span(points)), stream_);
        driver.upload(tasks.address(), std::as_bytes(std::span(list)), stream_);
        const int largest = spaces_[wave.front()].residues();
        driver.launch(device_.kernel("fold_traces", "fold_traces"),
                      {static_cast<unsigned>(wave.size()), threads_for(largest),
                       static_cast<std::size_t>(device::trace_memory_bytes(largest))},
                      stream_, tasks.address());
        driver.rest(stream_);
        driver.download(std::as_writable_bytes(std::span(points)), moved.address(), stream_);
        driver.download(std::as_writable_bytes(std::span(results)), said.address(), stream_);
        read(wave, points, results);
    }

    void read(std::span<const std::size_t> wave, std::span<const device::TracePoint> points,
              std::span<const device::TraceResult> results) {
        for (std::size_t w = 0; w < wave.size(); ++w) {
            const TraceSpace& space = spaces_[wave[w]];
            const auto n = static_cast<std::size_t>(space.residues());
            RefinedTrace& to = refined_[wave[w]];
            for (const device::TracePoint& p : points.first(n)) to.positions.push_back(space.point(p));
            for (const device::TracePoint& g : points.subspan(n, n)) to.gradient.push_back({g.x, g.y, g.z, g.w});
            to.energy = device::energy_of(results[w].energy);
            to.for_cpu = results[w].left != 0;
            points = points.subspan(2 * n);
        }
    }

    Device& device_;
    Stream stream_;
    std::vector<TraceSpace> spaces_;
    std::vector<std::size_t> order_;
    std::vector<RefinedTrace> refined_;
};

}  // namespace

int most_trace_residues(const DeviceProperties& properties) {
    const auto head = static_cast<std::size_t>(device::trace_memory_bytes(0));
    if (properties.block_memory_bytes < head) return 0;
    const std::size_t fit = (properties.block_memory_bytes - head) / device::kTraceBytesPerResidue;
    return static_cast<int>(std::min<std::size_t>(fit, kMostResidues));
}

std::vector<RefinedTrace> refine_traces(Device& device, std::span<const CaRefinePlan> plans, std::int32_t steps) {
    device.use();
    return TraceBatch(device, plans, steps).run();
}

}  // namespace prct::cuda
