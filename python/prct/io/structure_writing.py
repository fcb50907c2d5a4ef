"""Writes the backbone of a model, or all its heavy atoms, as mmCIF (with ModelCIF confidence) or PDB."""

from __future__ import annotations

import itertools
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gemmi
import numpy as np

from prct.base.errors import OutputError, StructureError
from prct.core.full_atom import FullAtomStructure
from prct.core.restraints import ATOM_NAMES
from prct.core.structure import Structure
from prct.io.atomic_write import write_bytes
from prct.io.residue_codes import AMINO_ACIDS, UNKNOWN
from prct.io.structure_parsing import CONFIDENCE_REMARK

MAX_PDB_ATOMS = 99_999
MAX_PDB_RESIDUE_NUMBER = 9_999
MAX_PDB_COORDINATE_A = 9_999.9995
MIN_PDB_COORDINATE_A = -999.9995
"""Widths of the PDB columns; mmCIF has none."""

ResidueAtoms = list[tuple[str, list[float]]]
"""Name and position, rounded as files have it, of each atom of a residue."""

_THREE_LETTERS = {code: gemmi.expand_one_letter(code, gemmi.ResidueKind.AA) for code in AMINO_ACIDS}
_THREE_LETTERS[UNKNOWN] = "UNK"
_MMCIF_GROUPS = {
    "atoms": True, "block_name": True, "entry": True, "entity": True, "entity_poly": True, "entity_poly_seq": True,
    "struct_asym": True, "atom_type": True, "group_pdb": True, "auth_all": True,
}  # fmt: skip


def write_structure(
    structure: Structure | FullAtomStructure, path: str | Path, metadata: Mapping[str, str] | None = None
) -> None:
    """Write ``.cif`` or ``.pdb``; the file appears whole or not at all, and equal input gives equal bytes.

    Atoms that are NaN are left out. Confidence stands in the B-factor column and, in mmCIF, as pLDDT in
    ``_ma_qa_metric``. Residue numbers, with their insertion codes, that do not ascend within a chain are replaced by
    1, 2, 3, ...

    Parameters
    ----------
    structure : Structure or FullAtomStructure
    path : str or Path
        The suffix, ``.cif``, ``.mmcif``, ``.pdb`` or ``.ent``, says the format.
    metadata : mapping of str to str, optional
        ``software_version`` goes into ``_software``; every entry into ``_prct_metadata`` (PDB: remarks).

    Raises
    ------
    OutputError
        A path that cannot be written, an unknown suffix, or a structure beyond the columns of PDB.
    StructureError
        Arrays of the structure that do not fit one another.

    Examples
    --------
    >>> import tempfile
    >>> coords_a = np.zeros((1, 5, 3))
    >>> ala = Structure("A", coords_a, np.zeros(1, np.int32), ("A",), np.ones(1, np.int32), np.array([87.5]))
    >>> path = Path(tempfile.mkdtemp()) / "ala.cif"
    >>> write_structure(ala, path)
    >>> "_ma_qa_metric_local.metric_value" in path.read_text()
    True
    """
    backbone = structure if isinstance(structure, Structure) else structure.backbone
    _check(backbone)
    residues = _backbone_atoms(backbone) if isinstance(structure, Structure) else _all_atoms(structure)
    suffix = Path(path).suffix.lower()
    metadata = dict(metadata or {})
    if suffix in (".cif", ".mmcif"):
        text = _mmcif(backbone, residues, _block_name(path), metadata)
    elif suffix in (".pdb", ".ent"):
        text = _pdb(backbone, residues, path, metadata)
    else:
        raise OutputError(f"{path}: unknown structure format {suffix!r}; end the name in .cif or .pdb")
    write_bytes(path, text.encode())


def _backbone_atoms(structure: Structure) -> list[ResidueAtoms]:
    present = np.isfinite(structure.coords_a).all(axis=2)
    return [
        [(name, place) for name, place, here in zip(ATOM_NAMES, places, known, strict=True) if here]
        for places, known in zip(_rounded(structure.coords_a), present, strict=True)
    ]


def _rounded(coords_a: np.ndarray) -> list[Any]:
    """As files have them, [..., 3]."""
    return np.round(np.asarray(coords_a, dtype=float), 3).tolist()


def _all_atoms(structure: FullAtomStructure) -> list[ResidueAtoms]:
    names, index, coords_a = structure.atom_names, structure.residue_index, structure.coords_a
    count, length = len(names), len(structure.backbone.sequence)
    if np.shape(coords_a) != (count, 3) or np.shape(index) != (count,) or not np.isfinite(coords_a).all():
        raise StructureError("structure: atom_names, residue_index and finite coords_a [A, 3] must be of one length")
    if (np.diff(index) < 0).any() or (count and not 0 <= index[0] <= index[-1] < length):
        raise StructureError(f"structure: residue_index must ascend within 0 .. {length - 1}")
    residues: list[ResidueAtoms] = [[] for _ in range(length)]
    for name, k, place in zip(names, index, _rounded(coords_a), strict=True):
        residues[k].append((name, place))
    return residues


def _check(structure: Structure) -> None:
    length = len(structure.sequence)
    coords_a, chain_index = np.asarray(structure.coords_a), np.asarray(structure.chain_index)
    if length == 0 or not set(structure.sequence) <= set(_THREE_LETTERS):
        raise StructureError("structure: the sequence is empty or has other letters than the 20 and X; correct it")
    if coords_a.shape != (length, len(ATOM_NAMES), 3):
        raise StructureError(f"structure: coords_a is {coords_a.shape}, not ({length}, {len(ATOM_NAMES)}, 3)")
    if np.isinf(coords_a).any() or np.isnan(coords_a).all():
        raise StructureError("structure: coordinates are infinite or all NaN; write a structure that was computed")
    expected = np.arange(len(structure.chain_ids))
    if chain_index.shape != (length,) or not np.array_equal(np.unique(chain_index), expected):
        raise StructureError(f"structure: chain_index does not number the {len(structure.chain_ids)} chains of [L]")
    if (np.diff(chain_index) < 0).any() or len(set(structure.chain_ids)) != len(structure.chain_ids):
        raise StructureError("structure: chains must follow one another and have different names")
    if len(structure.insertion_codes) not in (0, length):
        raise StructureError("structure: insertion_codes must be one text a residue, or empty")
    confidence = structure.confidence
    if confidence is not None and (np.shape(confidence) != (length,) or not np.isfinite(confidence).all()):
        raise StructureError("structure: confidence must be finite and one number a residue")


def _block_name(path: str | Path) -> str:
    allowed = string.ascii_letters + string.digits + "_-."
    return "".join(letter if letter in allowed else "_" for letter in Path(path).stem) or "model"


def _atoms(structure: Structure, residues: list[ResidueAtoms], name: str) -> gemmi.Structure:
    """The gemmi structure, one entity for each distinct sequence."""
    atoms = gemmi.Structure()
    atoms.name = name
    model = gemmi.Model(1)
    entities: dict[str, gemmi.Entity] = {}
    for index, chain_id in enumerate(structure.chain_ids):
        members = np.flatnonzero(structure.chain_index == index)
        sequence = "".join(structure.sequence[k] for k in members)
        if sequence not in entities:
            entities[sequence] = _entity(str(len(entities) + 1), sequence)
        entities[sequence].subchains = [*entities[sequence].subchains, chain_id]
        model.add_chain(_chain(structure, residues, members, chain_id, entities[sequence].name))
    atoms.add_model(model)
    for entity in entities.values():
        atoms.entities.append(entity)
    atoms.assign_serial_numbers()
    return atoms


def _entity(name: str, sequence: str) -> gemmi.Entity:
    entity = gemmi.Entity(name)
    entity.entity_type = gemmi.EntityType.Polymer
    entity.polymer_type = gemmi.PolymerType.PeptideL
    entity.full_sequence = [_THREE_LETTERS[letter] for letter in sequence]
    return entity


def _chain(
    structure: Structure, residues: list[ResidueAtoms], members: np.ndarray, chain_id: str, entity: str
) -> gemmi.Chain:
    chain = gemmi.Chain(chain_id)
    for place, (k, (number, code)) in enumerate(zip(members, _numbers(structure, members), strict=True), start=1):
        residue = gemmi.Residue()
        residue.name = _THREE_LETTERS[structure.sequence[k]]
        residue.seqid = gemmi.SeqId(number, code or " ")
        residue.label_seq = place
        residue.subchain = chain_id
        residue.entity_id = entity
        residue.entity_type = gemmi.EntityType.Polymer
        residue.het_flag = "A"
        b_factor = 0.0 if structure.confidence is None else round(float(structure.confidence[k]), 2)
        for name, place_a in residues[k]:
            residue.add_atom(_atom(name, place_a, b_factor))
        chain.add_residue(residue)
    return chain


def _numbers(structure: Structure, members: np.ndarray) -> list[tuple[int, str]]:
    """Number and insertion code of each residue of a chain; 1, 2, 3, ... where they do not ascend."""
    codes = structure.insertion_codes or ("",) * len(structure.sequence)
    numbers = [(int(structure.residue_numbers[k]), codes[k]) for k in members]
    ascending = all(before < after for before, after in itertools.pairwise(numbers))
    return numbers if ascending else [(place, "") for place in range(1, len(members) + 1)]


def _atom(name: str, place_a: list[float], b_factor: float) -> gemmi.Atom:
    atom = gemmi.Atom()
    atom.name = name
    atom.element = gemmi.Element(name[0])
    atom.pos = gemmi.Position(*place_a)
    atom.occ = 1.0
    atom.b_iso = b_factor
    return atom


def _mmcif(structure: Structure, residues: list[ResidueAtoms], name: str, metadata: dict[str, str]) -> str:
    groups = gemmi.MmcifOutputGroups(False)
    for group, wanted in _MMCIF_GROUPS.items():
        setattr(groups, group, wanted)
    atoms = _atoms(structure, residues, name)
    block = atoms.make_mmcif_block(groups)
    _add_components(block, structure)
    quote = gemmi.cif.quote
    version = metadata.get("software_version", "?")
    block.init_loop("_software.", ["pdbx_ordinal", "name", "version", "classification"]).add_row(
        ["1", "PRCT", quote(version), quote("model building")]
    )
    if metadata:
        loop = block.init_loop("_prct_metadata.", ["key", "value"])
        for key in sorted(metadata):
            loop.add_row([quote(key), quote(metadata[key])])
    if structure.confidence is not None:
        _add_confidence(block, structure, structure.confidence)
    document = gemmi.cif.Document()
    document.add_copied_block(block)
    return document.as_string()


def _add_components(block: gemmi.cif.Block, structure: Structure) -> None:
    components = block.init_loop("_chem_comp.", ["id", "type"])
    for letter in sorted(set(structure.sequence), key=lambda code: _THREE_LETTERS[code]):
        kind = "PEPTIDE LINKING" if letter == "G" else "L-PEPTIDE LINKING"
        components.add_row([_THREE_LETTERS[letter], gemmi.cif.quote(kind)])


def _add_confidence(block: gemmi.cif.Block, structure: Structure, confidence: np.ndarray) -> None:
    """ModelCIF quality metrics, local and global, on the scale of CA-lDDT in percent."""
    metrics = block.init_loop("_ma_qa_metric.", ["id", "name", "type", "mode", "description"])
    description = gemmi.cif.quote("estimate of CA-lDDT, 0-100")
    metrics.add_row(["1", "pLDDT", "pLDDT", "global", description])
    metrics.add_row(["2", "pLDDT", "pLDDT", "local", description])
    overall = block.init_loop("_ma_qa_metric_global.", ["ordinal_id", "model_id", "metric_id", "metric_value"])
    overall.add_row(["1", "1", "1", f"{np.mean(confidence):.2f}"])
    local = block.init_loop(
        "_ma_qa_metric_local.",
        ["ordinal_id", "model_id", "label_asym_id", "label_seq_id", "label_comp_id", "metric_id", "metric_value"],
    )
    starts = np.searchsorted(structure.chain_index, np.arange(len(structure.chain_ids)))
    for k, (letter, chain) in enumerate(zip(structure.sequence, structure.chain_index, strict=True)):
        place = k - int(starts[chain]) + 1
        value = f"{confidence[k]:.2f}"
        asym = gemmi.cif.quote(structure.chain_ids[chain])
        local.add_row([str(k + 1), "1", asym, str(place), _THREE_LETTERS[letter], "2", value])


def _pdb(structure: Structure, residues: list[ResidueAtoms], path: str | Path, metadata: dict[str, str]) -> str:
    _check_pdb_limits(structure, residues, path)
    options = gemmi.PdbWriteOptions(minimal=True)
    options.ter_records = True
    options.seqres_records = True
    options.end_record = True
    remarks = [f"REMARK   3 {CONFIDENCE_REMARK}"] if structure.confidence is not None else []
    remarks += [f"REMARK   3 {_ascii(key)}: {_ascii(metadata[key])}"[:80] for key in sorted(metadata)]
    body = _atoms(structure, residues, _block_name(path)).make_pdb_string(options)
    return "".join(f"{line.ljust(80)}\n" for line in remarks) + body


def _ascii(text: str) -> str:
    return " ".join("".join(letter if " " <= letter <= "~" else "?" for letter in text).split())


def _check_pdb_limits(structure: Structure, residues: list[ResidueAtoms], path: str | Path) -> None:
    known = np.array([place for atoms in residues for _, place in atoms])
    n_atoms = len(known) + len(structure.chain_ids)
    too_long = next((name for name in structure.chain_ids if len(name) != 1), None)
    numbers = np.asarray(structure.residue_numbers)
    longest = int(np.bincount(structure.chain_index).max())
    reason = None
    if n_atoms > MAX_PDB_ATOMS:
        reason = f"{n_atoms} atoms are more than the {MAX_PDB_ATOMS} of a PDB file"
    elif len(structure.chain_ids) > len(string.ascii_letters + string.digits):
        reason = f"{len(structure.chain_ids)} chains are more than the 62 of a PDB file"
    elif too_long is not None:
        reason = f"chain name {too_long!r} is not the one character of a PDB file"
    elif max(int(numbers.max()), longest) > MAX_PDB_RESIDUE_NUMBER or numbers.min() < -999:
        reason = f"residue numbers exceed the four digits of a PDB file ({numbers.min()} to {numbers.max()})"
    elif known.max() >= MAX_PDB_COORDINATE_A or known.min() <= MIN_PDB_COORDINATE_A:
        reason = "coordinates exceed the eight columns of a PDB file"
    if reason:
        raise OutputError(f"{path}: {reason}; write .cif")
