// A system that fills a GPU: its numbers there and the launches that work on them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "platform/device.hpp"
#include "platform/device_system.hpp"
#include "platform/edge_tables.hpp"
#include "platform/graph.hpp"
#include "platform/large_space.hpp"
#include "prct/dynamics/schedule.hpp"

namespace prct::cuda {

class LargeSystem {
   public:
    /// `moves`: it will have velocities. Throws InputError beyond device::kLargestSystem residues, OutOfMemory with the
    /// figures where the device has too little.
    LargeSystem(const System& system, Device& device, std::size_t keyframes, bool moves);

    /// Rows are asked for where their term has a factor in one of the frames. Whether they are other rows than before:
    /// then lists have to be built anew.
    bool set_schedule(const std::vector<Keyframe>& frames, std::int64_t total_steps);
    /// Empty: all 1. They stay as they are.
    void set_alpha(std::span<const double> alpha);
    /// From here on α and ϑ of the leading contacts, now as given, follow the structure and the tour.
    void follow(const EdgeTables& tables, const SimulationOptions& options, std::span<const double> alpha,
                std::span<const double> theta);
    /// α and ϑ of the state, of the contacts that follow the structure.
    std::vector<float> alpha() { return download(task_.edges.saved_alpha, edges()); }
    std::vector<float> theta() { return download(task_.edges.saved_theta, edges()); }
    /// In the frame of the device; no velocities where it has none.
    void set_state(std::span<const float> positions, std::span<const float> velocities);
    void set_control(const device::LargeControl& control);
    /// Waits for the device.
    device::LargeControl control();
    std::vector<float> positions();
    std::vector<float> velocities();
    std::vector<float> gradient();

    /// Energies and gradient of the state.
    void evaluate() { evaluation_.launch(stream_); }
    /// Steps from the state, which is that before step `first`, to the end of a block, and the energies there; the
    /// state stays.
    void walk(std::int64_t first, std::int64_t steps);
    /// Makes what the steps came to the state.
    void save_state() { launch(save_); }

    /// Makes lists longer where the device says they ran short; whether it did.
    bool lengthen_rows(const device::LargeControl& control);

    std::size_t coordinates() const { return 9 * static_cast<std::size_t>(shape_.residues); }
    Device& device() const { return device_; }
    StreamView stream() const { return stream_; }
    /// Where `evaluate` reads the state and writes its gradient.
    float* state_address() const { return task_.positions; }
    float* gradient_address() const { return task_.gradient; }

   private:
    struct Launch {
        KernelHandle kernel;
        LaunchShape shape;
    };

    void launch(const Launch& launch);
    void launch_forces(bool energies);
    void launch_edges();
    std::size_t edges() const { return static_cast<std::size_t>(task_.edges.graph.edges); }
    void capture_graphs();
    Launch prepare(const std::string& stem, const std::string& name, std::size_t items, unsigned threads,
                   std::size_t shared_bytes = 0);
    void share_blocks();
    void prepare_launches();
    void place_lists();
    void put_charges(const System& system);
    void upload_task();
    template <class T>
    void upload(const T* to, std::span<const T> from);
    std::vector<float> download(const float* from, std::size_t count);

    Device& device_;
    Stream stream_;
    LargeShape shape_;
    RowCapacity capacity_;
    device::Constants constants_;
    device::LargeTask task_{};
    float* alpha_ = nullptr;
    std::size_t restraints_, orientations_;
    std::unique_ptr<DeviceSystem> tables_;
    DeviceBuffer<std::byte> state_, rows_, edge_tables_, edge_state_;
    DeviceBuffer<device::LargeTask> task_bytes_;
    Launch place_, sort_, search_, pairs_[2], local_[2], burial_, move_, finish_, gradients_, load_, save_;
    Launch measure_edges_, turn_edges_, renew_phasors_, weigh_edges_;
    Graph evaluation_, step_, edge_step_, end_;
};

}  // namespace prct::cuda
