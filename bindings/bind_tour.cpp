#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/graph/hilbert_order.hpp"
#include "prct/graph/tour.hpp"

namespace {

using prct::python::Array;

prct::TourMetric metric_of(bool rounded) {
    return rounded ? prct::TourMetric::euclidean_rounded : prct::TourMetric::euclidean;
}

py::tuple find(const Array<double>& points, bool closed, bool rounded, double kicks_per_point, std::int32_t neighbours,
               std::uint64_t seed, const Array<std::int32_t>& start) {
    prct::python::require_shape(points, {-1, -1}, "points");
    prct::python::require_shape(start, {-1}, "start");
    const auto coordinates = prct::python::view(points);
    const auto from = prct::python::view(start);
    const auto dimensions = static_cast<int>(points.shape(1));
    prct::Tour tour;
    {
        py::gil_scoped_release release;
        const prct::TourOptions options{closed, metric_of(rounded), kicks_per_point, neighbours, seed};
        tour = prct::find_tour(coordinates, dimensions, options, from);
    }
    const auto n = static_cast<py::ssize_t>(tour.order.size());
    return py::make_tuple(prct::python::to_numpy(std::move(tour.order), {n}), tour.length, tour.descent_length);
}

}  // namespace

void bind_tour(py::module_& m) {
    m.def("find_tour", &find, py::arg("points"), py::arg("closed"), py::arg("rounded"), py::arg("kicks_per_point"),
          py::arg("neighbours"), py::arg("seed"), py::arg("start"));
    m.def(
        "tour_length",
        [](const Array<double>& points, const Array<std::int32_t>& order, bool closed, bool rounded) {
            prct::python::require_shape(points, {-1, -1}, "points");
            prct::python::require_shape(order, {-1}, "order");
            return prct::tour_length(prct::python::view(points), static_cast<int>(points.shape(1)),
                                     prct::python::view(order), closed, metric_of(rounded));
        },
        py::arg("points"), py::arg("order"), py::arg("closed"), py::arg("rounded"));
    m.def(
        "hilbert_order",
        [](const Array<double>& points) {
            prct::python::require_shape(points, {-1, -1}, "points");
            auto order = prct::hilbert_order(prct::python::view(points), static_cast<int>(points.shape(1)));
            const auto n = static_cast<py::ssize_t>(order.size());
            return prct::python::to_numpy(std::move(order), {n});
        },
        py::arg("points"));
}
