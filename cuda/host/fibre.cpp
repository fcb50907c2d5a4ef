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

void Fibre::prepare(void (*entry)(), void* stack, std::size_t stack_bytes) {
    constexpr int kRegisters = 6;
    auto** top = reinterpret_cast<void**>(static_cast<unsigned char*>(stack) + stack_bytes);
    *--top = nullptr;  // keeps the stack as aligned as after a call
    *--top = nullptr;
    *--top = reinterpret_cast<void*>(entry);
    for (int k = 0; k < kRegisters; ++k) *--top = nullptr;
    inside_ = top;
}

void Fibre::resume() { prct_switch_stack(&outside_, inside_); }
void Fibre::stop() { prct_switch_stack(&inside_, outside_); }

#else

void Fibre::prepare(void (*entry)(), void* stack, std::size_t stack_bytes) {
    getcontext(&inside_);
    inside_.uc_stack.ss_sp = stack;
    inside_.uc_stack.ss_size = stack_bytes;
    inside_.uc_link = nullptr;
    makecontext(&inside_, entry, 0);
}

void Fibre::resume() { swapcontext(&outside_, &inside_); }
void Fibre::stop() { swapcontext(&inside_, &outside_); }

#endif

}  // namespace prct::emulation
