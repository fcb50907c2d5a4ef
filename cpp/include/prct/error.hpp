// The error tree; python/prct/base/errors.py draws the same tree and bindings/exceptions.cpp maps one to the other.
#pragma once

#include <stdexcept>
#include <string>

namespace prct {

/// Base of everything PRCT throws. The message says what was wrong, where, and the remedy.
class Error : public std::runtime_error {
   public:
    using std::runtime_error::runtime_error;
};

/// An argument, array or description that cannot be used.
class InputError : public Error {
   public:
    using Error::Error;
};

/// A computation that left the finite numbers (a trajectory that blew up, a solver that did not converge).
class NumericsError : public Error {
   public:
    using Error::Error;
};

/// A GPU that cannot be used, or failed.
class GpuError : public Error {
   public:
    using Error::Error;
};

}  // namespace prct
