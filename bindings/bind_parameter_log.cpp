#include <pybind11/stl.h>

#include "bindings.hpp"
#include "prct/engine/parameter_log.hpp"

namespace {

constexpr const char* kLiveDoc = R"doc(Parameters that may change between two steps of a simulation (Eq. 25).

Parameters
----------
total_steps : int
    Of a whole schedule at this pace: a step is 1/total_steps of it.
step_ps, friction_per_ps : float

Examples
--------
>>> from prct._core import LiveParameters
>>> LiveParameters(1000, 0.01, 4.4).total_steps
1000
)doc";

constexpr const char* kBlockDoc = R"doc(The parameters at present, which any thread may change and simulations read.

Parameters
----------
first : LiveParameters

Raises
------
InputError
    For parameters that no simulation can run with, here and from ``publish``.

Examples
--------
>>> from prct._core import LiveParameters, ParameterBlock
>>> block = ParameterBlock(LiveParameters(1000, 0.01, 4.4))
>>> block.publish(LiveParameters(500, 0.01, 4.4)), block.version
(2, 2)
>>> block.parameters.total_steps
500
)doc";

constexpr const char* kLogDoc = R"doc(Which parameters a trajectory ran with from which step on; one a trajectory.

Parameters
----------
changes : list of ParameterChange
    What is replayed at the same steps, in their order.
live : ParameterBlock, optional
    Where further changes come from. Each is written down with the first step that ran with it.

Raises
------
InputError
    For changes out of order, or to parameters that no simulation can run with.

Examples
--------
>>> from prct._core import LiveParameters, ParameterChange, ParameterLog
>>> log = ParameterLog([ParameterChange(120, 2, LiveParameters(500, 0.01, 4.4))])
>>> [(change.step, change.version) for change in log.changes]
[(120, 2)]
)doc";

}  // namespace

void bind_parameter_log(py::module_& m) {
    using P = prct::LiveParameters;
    py::class_<P>(m, "LiveParameters", kLiveDoc)
        .def(py::init<std::int64_t, double, double>(), py::arg("total_steps"), py::arg("step_ps"),
             py::arg("friction_per_ps"))
        .def_readonly("total_steps", &P::total_steps)
        .def_readonly("step_ps", &P::step_ps)
        .def_readonly("friction_per_ps", &P::friction_per_ps);
    using B = prct::ParameterBlock;
    py::class_<B, std::shared_ptr<B>>(m, "ParameterBlock", kBlockDoc)
        .def(py::init<const P&>(), py::arg("first"))
        .def("publish", &B::publish, py::arg("next"), "These hold from now on; the version that they have.")
        .def_property_readonly("version", &B::version)
        .def_property_readonly("parameters", [](const B& b) { return b.read().parameters; });
    using C = prct::ParameterChange;
    py::class_<C>(m, "ParameterChange", "The first step that runs with parameters, and their version.")
        .def(py::init<std::int64_t, std::uint64_t, P>(), py::arg("step"), py::arg("version"), py::arg("parameters"))
        .def_readonly("step", &C::step)
        .def_readonly("version", &C::version)
        .def_readonly("parameters", &C::parameters);
    using L = prct::ParameterLog;
    py::class_<L, std::shared_ptr<L>>(m, "ParameterLog", kLogDoc)
        .def(py::init([](std::vector<C> changes, std::optional<std::shared_ptr<B>> live) {
                 return std::make_shared<L>(std::move(changes), live.value_or(nullptr));
             }),
             py::arg("changes") = std::vector<C>{}, py::arg("live") = py::none())
        .def("__len__", [](const L& log) { return log.changes().size(); })
        .def_property_readonly("changes", &L::changes);
}
