#include "host/fibre.hpp"

#include <cstdint>

namespace prct::emulation {

#if PRCT_OWN_SWITCH

extern "C" void prct_switch_stack(void** from, void* to);

// Registers that a called function must keep go to the stack that is left, and come from the one that is entered.
asm(R"(
.text
.p2align 4
.type prct_switch_stack, @function
prct_switch_stack:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size prct_switch_stack, .-prct_switch_stack
)");

#if defined(__SANITIZE_ADDRESS__)
extern "C" void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, std::size_t size);
extern "C" void __sanitizer_finish_switch_fiber(void* fake_stack, const void** bottom, std::size_t* size);
extern "C" void __asan_unpoison_memory_region(const volatile void* begin, std::size_t size);
constexpr auto leave_stack = __sanitizer_start_switch_fiber;
constexpr auto reach_stack = __sanitizer_finish_switch_fiber;
// What ran on a stack before and never returned has left its marks there.
constexpr auto clean_stack = __asan_unpoison_memory_region;
#else
inline void leave_stack(void**, const void*, std::size_t) {}
inline void reach_stack(void*, const void**, std::size_t*) {}
inline void clean_stack(const volatile void*, std::size_t) {}
#endif

void Fibre::prepare(void (*entry)(), void* stack, std::size_t stack_bytes) {
    stack_ = stack;
    stack_bytes_ = stack_bytes;
    clean_stack(stack, stack_bytes);
    constexpr int kRegisters = 6;
    auto** top = reinterpret_cast<void**>(static_cast<unsigned char*>(stack) + stack_bytes);
    *--top = nullptr;  // in the place of a return address: aligned as after a call
    *--top = reinterpret_cast<void*>(entry);
    for (int k = 0; k < kRegisters; ++k) *--top = nullptr;
    inside_ = top;
}

void Fibre::resume() {
    void* kept = nullptr;
    leave_stack(&kept, stack_, stack_bytes_);
    prct_switch_stack(&outside_, inside_);
    reach_stack(kept, nullptr, nullptr);
}

void Fibre::stop() {
    void* kept = nullptr;
    leave_stack(&kept, outer_stack_, outer_stack_bytes_);
    prct_switch_stack(&inside_, outside_);
    reach_stack(kept, &outer_stack_, &outer_stack_bytes_);
}

void Fibre::begin() { reach_stack(nullptr, &outer_stack_, &outer_stack_bytes_); }

#else

void Fibre::prepare(void (*entry)(), void* stack, std::size_t stack_bytes) {
    getcontext(&inside_);
    inside_.uc_stack.ss_sp = stack;
    inside_.uc_stack.ss_size = stack_bytes;
    inside_.uc_link = nullptr;
    makecontext(&inside_, entry, 0);
}

void Fibre::begin() {}
void Fibre::resume() { swapcontext(&outside_, &inside_); }
void Fibre::stop() { swapcontext(&inside_, &outside_); }

#endif

}  // namespace prct::emulation
