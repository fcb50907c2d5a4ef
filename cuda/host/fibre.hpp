// A fibre: a function with a stack of its own that can stop in the middle and go on later.
#pragma once

#include <ucontext.h>

#include <cstddef>

namespace prct::emulation {

/// x86-64 changes stacks without asking the kernel, 100 times faster; AddressSanitizer is told of each change.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#define PRCT_OWN_SWITCH 1
#else
#define PRCT_OWN_SWITCH 0
#endif

class Fibre {
   public:
    /// Will run `entry`, which never returns, on this stack.
    void prepare(void (*entry)(), void *stack, std::size_t stack_bytes);
    /// Goes on with it until it stops. Called from outside.
    void resume();
    /// What `entry` calls first.
    void begin();
    /// Stops. Called from within.
    void stop();

   private:
#if PRCT_OWN_SWITCH
    void *inside_ = nullptr, *outside_ = nullptr;  ///< stack pointers
    const void *stack_ = nullptr, *outer_stack_ = nullptr;
    std::size_t stack_bytes_ = 0, outer_stack_bytes_ = 0;
#else
    ucontext_t inside_{}, outside_{};
#endif
};

}  // namespace prct::emulation
