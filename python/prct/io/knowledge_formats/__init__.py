"""Formats of what is known of a chain beside pair restraints, one module each."""
