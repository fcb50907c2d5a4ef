"""How close a model is to a native, and models to one another (Eq. 35)."""
