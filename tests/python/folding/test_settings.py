from __future__ import annotations

import pytest
from prct._core import TERM_NAMES
from prct.base.errors import OptionError
from prct.folding import fingerprint, settings
from prct.folding.settings import FoldSettings


@pytest.mark.parametrize(
    "wrong",
    [{"trajectories": 0}, {"trajectories": 100_001}, {"models": 0}, {"seed": -1}, {"seed": 2**63}, {"platform": "gpu"}],
)
def test_bad_settings_are_refused_by_name(wrong):
    with pytest.raises(OptionError, match=next(iter(wrong))):
        FoldSettings(**wrong)


def test_negative_steps_are_refused():
    with pytest.raises(OptionError, match="steps"):
        FoldSettings().with_overrides(**{"annealing.steps": -1})


def test_the_hash_is_of_what_shapes_a_trajectory():
    usual = FoldSettings()
    assert FoldSettings(trajectories=3, models=1, seed=9).parameters_hash() == usual.parameters_hash()
    for name, value in (("weights.repulsion", 9.0), ("annealing.steps", 10), ("resonance.arm", "none")):
        assert usual.with_overrides(**{name: value}).parameters_hash() != usual.parameters_hash()


def test_the_hash_knows_the_hamiltonian(monkeypatch):
    before = FoldSettings().parameters_hash()
    other = {**fingerprint.hamiltonian_fingerprint(), "bond": "0"}
    monkeypatch.setattr(settings, "hamiltonian_fingerprint", lambda: other)
    assert FoldSettings().parameters_hash() != before


def test_the_fingerprint_feels_every_term():
    terms = fingerprint.hamiltonian_fingerprint()
    assert set(terms) == {*TERM_NAMES, "phase_prior", "pair_prior"}
    assert all(abs(float(energy)) > 0.1 for energy in terms.values()), terms


@pytest.mark.parametrize(("row", "column"), [(0, 3), (147, 6), (209, 9)])
def test_the_fingerprint_feels_every_pair_of_types(monkeypatch, row, column):
    pair, burial = fingerprint._core.pair_potential_table()
    pair[row, column] += 0.1
    monkeypatch.setattr(fingerprint._core, "pair_potential_table", lambda: (pair, burial))
    other, usual = fingerprint.hamiltonian_fingerprint.__wrapped__(), fingerprint.hamiltonian_fingerprint()
    assert [name for name in usual if other[name] != usual[name]] == ["pair"]


def test_overrides_change_single_constants():
    changed = FoldSettings().with_overrides(**{"weights.repulsion": 9.0, "seed": 4})
    assert (changed.weights.repulsion, changed.seed) == (9.0, 4)
    assert changed.weights.hydrogen_bond == FoldSettings().weights.hydrogen_bond
    with pytest.raises(TypeError):
        FoldSettings().with_overrides(**{"weights.no_such_constant": 1.0})


def test_quick_is_fewer_steps_and_nothing_else():
    usual = FoldSettings(trajectories=4, seed=9)
    quick = usual.quick()
    changed = {
        (group, name): (value, getattr(getattr(quick, group), name))
        for group in settings.GROUPS
        for name, value in vars(getattr(usual, group)).items()
        if value != getattr(getattr(quick, group), name)
    }
    assert {f"{group}.{name}" for group, name in changed} == set(settings.QUICK)
    assert changed.pop(("resonance", "traces")) == (0, 5), "for sixteen trajectories"
    assert all(0 < fewer < usually for usually, fewer in changed.values())
    assert (quick.trajectories, quick.seed) == (4, 9)
    assert quick.parameters_hash() != usual.parameters_hash()
