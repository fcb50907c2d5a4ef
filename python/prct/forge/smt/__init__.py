"""Finding parameters that respect every constraint, checking them exactly, and saying why there are none."""
