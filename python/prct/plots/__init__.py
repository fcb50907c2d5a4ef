"""Pictures of a fold: each function takes plain arrays and gives a matplotlib Figure; no global plotting state."""
