"""PDB and mmCIF, both ways: :func:`read_structure` and :func:`write_structure`."""

from prct.io.structure_reading import read_structure
from prct.io.structure_writing import write_structure

__all__ = ["read_structure", "write_structure"]
