// A System on the device: the tables of kernels/system_view.h.
#pragma once

#include "kernels/system_view.h"
#include "kernels/workspace.h"
#include "memory/buffer.hpp"
#include "platform/blob.hpp"
#include "prct/engine/system.hpp"
#include "prct/engine/terms.hpp"

namespace prct::cuda {

/// Tables of a system, ready to travel.
struct PackedSystem {
    Blob blob;
    Place<device::SystemView> view;

    explicit PackedSystem(const System& system);

    /// The bytes with all addresses as they are in a copy at `base`.
    std::span<const std::byte> placed_at(DevicePointer base);

   private:
    Place<device::Residue> residue_;
    Place<float> surfaces_, knots_, values_, slopes_, orientation_coefficients_, pair_, burial_;
    Place<std::int32_t> surface_, absence_row_, absence_named_;
    Place<device::RestraintRow> restraint_, dealt_;
    Place<device::RestraintRows> run_;
    Place<device::SplineRange> spline_;
    Place<device::OrientationRow> orientation_;
    Place<device::ChargeRow> charge_;

    void put_residues(const System& system);
    void put_surfaces(const System& system);
    void put_restraints(const System& system, device::SystemView& view);
    void put_orientations(const System& system, device::SystemView& view);
    void put_absence(const System& system, device::SystemView& view);
    void put_charges(const System& system, device::SystemView& view);
};

class DeviceSystem {
   public:
    /// Copies the tables in the order of the stream, and waits until they are there.
    DeviceSystem(const System& system, Driver& driver, MemoryResource& memory, StreamView stream);
    /// The same of tables that outlive what the stream does; does not wait.
    DeviceSystem(PackedSystem& packed, int residues, Driver& driver, MemoryResource& memory, StreamView stream);

    const device::SystemView* view() const { return view_; }
    int residues() const { return residues_; }

   private:
    int residues_;
    DeviceBuffer<std::byte> bytes_;
    const device::SystemView* view_ = nullptr;
};

device::Constants device_constants(const ForceField& force_field);
device::ScaleView device_scales(const TermScales& scales);

}  // namespace prct::cuda
