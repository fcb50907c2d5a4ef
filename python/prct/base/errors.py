"""The error tree.

::

    PrctError
    ├── InputError            what was handed in cannot be used (exit code 2)
    │   ├── SequenceError     a FASTA file or sequence
    │   ├── RestraintError    a restraint file, list or array
    │   ├── AlignmentError    a multiple alignment
    │   ├── StructureError    a PDB or mmCIF file
    │   └── OptionError       a command-line option or keyword
    ├── OutputError           a folder or file that cannot be written (exit code 2)
    ├── NumericsError         a computation that left the finite numbers
    ├── GpuError              a GPU that cannot be used, or failed
    │   └── GpuFault          a GPU whose work in this process is lost
    └── Interrupted           stopped by the user; what was there has been saved (exit code 130)

Every message says what was wrong, where (file and line where there is one), and the remedy.
"""

from __future__ import annotations


class PrctError(Exception):
    """Base of everything PRCT raises on purpose."""


class InputError(PrctError, ValueError):
    """What was handed in cannot be used."""


class SequenceError(InputError):
    """A FASTA file or a sequence that cannot be used."""


class RestraintError(InputError):
    """A restraint file, list or array that cannot be used."""


class AlignmentError(InputError):
    """A multiple alignment that cannot be used."""


class StructureError(InputError):
    """A PDB or mmCIF file that cannot be used."""


class OptionError(InputError):
    """A command-line option or keyword argument that cannot be used."""


class OutputError(PrctError, OSError):
    """A folder or file that cannot be written."""


class NumericsError(PrctError, ArithmeticError):
    """A computation that left the finite numbers."""


class GpuError(PrctError):
    """A GPU that cannot be used, or failed."""


class GpuFault(GpuError):
    """A GPU whose work in this process is lost; a new process can use it again."""


class Interrupted(PrctError):
    """Stopped by the user after saving what was there."""
