"""Readers and writers between files and the values of :mod:`prct.core`; nothing here computes a fold."""
