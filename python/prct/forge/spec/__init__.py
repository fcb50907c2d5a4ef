"""What may be chosen, and what must hold of it: parameters with units, and named constraints on them."""
