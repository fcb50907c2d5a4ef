#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/packing/side_chains.hpp"

namespace {

using prct::python::Array;

/// float [n, 3] as vectors.
std::vector<prct::Vec3<float>> vectors(const Array<float>& a, const char* name) {
    prct::python::require_shape(a, {-1, 3}, name);
    std::vector<prct::Vec3<float>> out(a.shape(0));
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = {a.data()[3 * k], a.data()[3 * k + 1], a.data()[3 * k + 2]};
    return out;
}

py::tuple pack(const Array<std::int32_t>& rotamer_starts, const Array<std::int32_t>& atom_starts,
               const Array<float>& costs, const Array<float>& atoms, const Array<std::uint8_t>& kinds,
               const Array<float>& fixed_atoms, const Array<std::uint8_t>& fixed_kinds,
               const Array<std::int32_t>& owners, const Array<std::int32_t>& also_hidden, const Array<float>& contact,
               std::uint64_t seed, int threads) {
    const auto positions = vectors(atoms, "atoms"), fixed_positions = vectors(fixed_atoms, "fixed_atoms");
    const prct::RotamerOffer offer{prct::python::view(rotamer_starts), prct::python::view(atom_starts),
                                   prct::python::view(costs), positions, prct::python::view(kinds)};
    const prct::FixedAtoms fixed{fixed_positions, prct::python::view(fixed_kinds), prct::python::view(owners),
                                 prct::python::view(also_hidden)};
    prct::python::require_shape(contact, {7}, "contact");
    const float* c = contact.data();
    prct::PackingOptions options{{c[0], c[1], c[2], c[3], c[4], c[5], c[6]}};
    options.search.seed = seed;
    options.threads = threads;
    prct::Packing packing;
    {
        py::gil_scoped_release release;
        packing = prct::pack_side_chains(offer, fixed, options);
    }
    const auto n = static_cast<py::ssize_t>(packing.choice.size());
    return py::make_tuple(prct::python::to_numpy(std::move(packing.choice), {n}), packing.energy,
                          packing.pair_energies);
}

}  // namespace

void bind_side_chains(py::module_& m) {
    m.def("pack_side_chains", &pack, py::arg("rotamer_starts"), py::arg("atom_starts"), py::arg("costs"),
          py::arg("atoms"), py::arg("kinds"), py::arg("fixed_atoms"), py::arg("fixed_kinds"), py::arg("owners"),
          py::arg("also_hidden"), py::arg("contact"), py::arg("seed"), py::arg("threads"));
}
