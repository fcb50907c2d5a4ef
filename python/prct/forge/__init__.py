"""The program improves itself, and can prove it: parameters by a solver, later kernels by synthesis."""
