"""Fitted tables with their provenance, and their loaders."""
