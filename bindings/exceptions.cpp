// Maps the C++ error tree to python/prct/base/errors.py.
#include "bindings.hpp"
#include "driver/driver.hpp"
#include "prct/error.hpp"

void bind_exceptions(py::module_&) {
    py::register_local_exception_translator([](std::exception_ptr p) {
        const auto raise = [](const char* type, const std::exception& e) {
            py::set_error(py::module_::import("prct.base.errors").attr(type), e.what());
        };
        try {
            if (p) std::rethrow_exception(p);
        } catch (const prct::InputError& e) {
            raise("InputError", e);
        } catch (const prct::NumericsError& e) {
            raise("NumericsError", e);
        } catch (const prct::cuda::GpuFault& e) {
            raise("GpuFault", e);
        } catch (const prct::GpuError& e) {
            raise("GpuError", e);
        } catch (const prct::Error& e) {
            raise("PrctError", e);
        }
    });
}
