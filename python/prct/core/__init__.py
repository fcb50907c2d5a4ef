"""Thin face of the numeric core, and the plain values the rooms exchange."""
