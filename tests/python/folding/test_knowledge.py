"""What is known beside pairs as rows of the candidates, peptide kinds and surfaces (Eq. 9b)."""

import numpy as np
import pytest
from prct._core import TERM_NAMES, Platform, TermScales, compute
from prct.core.build_coordinates import backbone_torsions
from prct.core.prior_knowledge import PhaseTargets, PriorKnowledge, Template
from prct.core.restraints import RestraintMaps, Restraints
from prct.core.target import Target
from prct.folding.coil import random_coil
from prct.folding.evidence import NO_PAIRS, SEQUENCE_ALONE, gather_evidence
from prct.folding.first_fold import on_trace, with_cis_steps
from prct.folding.hamiltonian import make_system
from prct.folding.pipeline import fold
from prct.folding.resonance import before_structure
from prct.folding.settings import FoldSettings

TARGET = Target("t", ("A",), ("MKCVLAAGIVPGLLCERTYCQDNFHSAKECGAILMK",))
N = len(TARGET.sequence)
BONDS = np.array([[2, 28], [14, 19]], np.int32)
FREE = PhaseTargets(np.full((N, 2), np.nan), np.full((N, 2), np.nan))


def contacts(source="map"):
    probability = np.full((N, N), 0.02)
    for k in range(12):
        for other in (N - 1 - k, N - 2 - k):
            probability[k, other] = probability[other, k] = 0.9
    return Restraints(maps=RestraintMaps(contact_prob=probability), source=source)


def with_known(restraints=None, **known):
    restraints = restraints or Restraints()
    return Restraints(maps=restraints.maps, source=restraints.source, known=PriorKnowledge(**known))


def gathered(restraints, **weights):
    settings = FoldSettings().with_overrides(**{f"weights.{name}": value for name, value in weights.items()})
    return gather_evidence(TARGET, restraints, settings)


def a_template():
    pairs = np.array([[0, 20], [3, 9], [5, 25]], np.int32)
    return Template(pairs, np.array([6.0, 7.0, 11.0]), 1.2, FREE, 0.5, "t.pdb")


class TestDisulfides:
    def test_they_are_certain_rows_behind_the_contacts(self):
        alone, found = gathered(contacts()), gathered(with_known(contacts(), disulfides=BONDS))
        assert len(found) == len(alone) + 2
        assert found.residues[-2:].tolist() == BONDS.tolist()
        assert found.bounds_a[-2:].tolist() == [[3.8, 3.8]] * 2
        assert found.scale_a[-2:].tolist() == [0.3] * 2
        assert not found.is_contact[-2:].any()
        assert (found.disulfides, found.edges, found.given_count) == (2, len(alone), len(alone))

    def test_doubt_never_reaches_them(self):
        found = gathered(with_known(contacts(), disulfides=BONDS))
        settings = FoldSettings()
        settled = before_structure(TARGET, found, settings)
        assert settled.alpha[-2:].tolist() == [1, 1]
        assert settled.theta[-2:].tolist() == [0, 0]

    def test_their_strength_does_not_depend_on_the_others(self):
        settings = FoldSettings()
        trace = random_coil(TARGET, 1)
        only = [float(name == "contact") for name in TERM_NAMES]
        energies = []
        for given in (None, contacts()):
            bare = make_system(TARGET, gathered(with_known(given)), settings)
            bonded = make_system(TARGET, gathered(with_known(given, disulfides=BONDS)), settings)
            contact = [
                compute(system, Platform("reference"), trace, TermScales(only, 0.0), np.ones(system.restraint_count))[0]
                for system in (bare, bonded)
            ]
            energies.append(contact[1]["contact"] - contact[0]["contact"])
        assert energies[0] > 10
        assert energies[0] == pytest.approx(energies[1], rel=1e-9)

    def test_their_pairs_are_not_absent(self):
        found = gathered(with_known(contacts(), disulfides=BONDS))
        assert {tuple(pair) for pair in BONDS.tolist()} <= {tuple(pair) for pair in found.absent.named.tolist()}

    def test_a_weight_of_zero_turns_them_off(self):
        assert len(gathered(with_known(disulfides=BONDS), disulfide_kcal=0.0)) == 0


class TestTemplate:
    def test_its_distances_are_rows_of_their_own_worth(self):
        found = gathered(with_known(contacts(), disulfides=BONDS, template=a_template()))
        assert found.from_template == 3
        assert found.residues[-3:].tolist() == a_template().pairs.tolist()
        assert found.own_kcal[-3:].tolist() == [6.0] * 3
        assert found.given_count == found.edges

    def test_it_stands_alone(self):
        found = gathered(with_known(template=a_template()))
        assert (len(found), found.predicted, found.notes) == (3, True, ())

    def test_its_weight_scales_and_turns_it_off(self):
        assert gathered(with_known(template=a_template()), template=0.5).own_kcal.tolist() == [3.0] * 3
        assert len(gathered(with_known(template=a_template()), template=0.0)) == 0


class TestPhases:
    known = PhaseTargets(np.tile(np.radians([-63.0, -42.0]), (N, 1)), np.full((N, 2), 0.2))

    def test_surfaces_stand_in_the_candidates(self):
        found = gathered(with_known(phases=self.known))
        assert found.phase_surfaces.shape == (N, 36, 36)
        assert gathered(with_known(phases=self.known), phase_targets=0.0, phase_prior=0.0).phase_surfaces is None
        assert gathered(contacts(), phase_prior=0.0).phase_surfaces is None

    def test_a_coil_is_drawn_from_them(self):
        found = gathered(with_known(phases=self.known))
        measured = backbone_torsions([0, N], random_coil(TARGET, 3, phase_surfaces=found.phase_surfaces))
        assert np.degrees(np.abs(measured[1:-1, :2] - np.radians([-63, -42])).max()) < 75
        assert np.degrees(np.abs(measured[1:-1, :2] - np.radians([-63, -42])).mean()) < 20

    @pytest.mark.parametrize("factor", [0.6, 0.3])
    def test_the_engine_adds_them_at_full_strength(self, factor):
        backbone = random_coil(TARGET, 1)
        settings = FoldSettings().with_overrides(**{"weights.ramachandran": factor, "weights.phase_prior": 0.0})
        only = TermScales([float(name == "ramachandran") for name in TERM_NAMES], 0.0)
        energies, surfaces = [], []
        for known in (PriorKnowledge(), PriorKnowledge(phases=self.known)):
            found = gather_evidence(TARGET, Restraints(known=known), settings)
            system = make_system(TARGET, found, settings)
            energies.append(compute(system, Platform("reference"), backbone, only, np.zeros(0))[0]["ramachandran"])
            surfaces.append(found.phase_surfaces)
        node = np.round((np.degrees(backbone_torsions([0, N], backbone)[1:-1, :2]) + 180) / 10).astype(int) % 36
        expected = surfaces[1][np.arange(1, N - 1), node[:, 0], node[:, 1]].sum()
        assert energies[1] - energies[0] == pytest.approx(expected, rel=0.1)

    def test_models_follow_them_unless_the_weight_is_zero(self):
        changes = {"annealing.steps": 1000, "weights.pair_prior": 0.0}  # which knows that this is a helix
        settings = FoldSettings(trajectories=1, models=1).with_overrides(**changes)
        away = []
        for weight in (1.0, 0.0):
            chosen = settings.with_overrides(**{"weights.phase_targets": weight})
            phases = fold(TARGET, with_known(phases=self.known), chosen).best.torsions_rad[1:-1, :2]
            away.append(np.degrees(np.abs(np.angle(np.exp(1j * (phases - np.radians([-63, -42])))))).mean())
        assert away[0] < 15
        assert away[1] > 30

    def test_notes_tell_what_is_missing(self):
        assert NO_PAIRS in " ".join(gathered(with_known(phases=self.known)).notes)
        assert SEQUENCE_ALONE in " ".join(gathered(Restraints()).notes)


class TestCis:
    cis = np.array([7, 10], np.int32)  # a glycine and a proline

    def test_the_trace_takes_a_shorter_step_and_the_rest_follows(self):
        trace = np.cumsum(np.tile([3.8, 0, 0], (N, 1)), axis=0)
        moved = with_cis_steps(TARGET, trace, self.cis)
        steps = np.linalg.norm(np.diff(moved, axis=0), axis=1)
        assert np.allclose(steps[[6, 9]], 2.92)
        assert np.allclose(np.delete(steps, [6, 9]), 3.8)

    def test_only_its_own_chain_moves(self):
        two = Target("t", ("A", "B"), ("MKPV", "MKPV"))
        trace = np.cumsum(np.tile([3.8, 0, 0], (8, 1)), axis=0)
        assert np.array_equal(with_cis_steps(two, trace, [2])[4:], trace[4:])

    def test_a_coil_is_built_cis(self):
        omega = np.degrees(backbone_torsions([0, N], random_coil(TARGET, 1, self.cis))[:-1, 2])
        assert (np.abs(omega[[6, 9]]) < 1).all()
        assert (np.abs(np.delete(omega, [6, 9])) > 179).all()

    def test_a_backbone_on_a_trace_is_built_cis(self):
        trace = random_coil(TARGET, 1)[:, 1]
        omega = np.degrees(backbone_torsions([0, N], on_trace(TARGET, trace, 0.0, False, self.cis).backbone_a)[:-1, 2])
        assert (np.abs(omega[[6, 9]]) < 30).all()
        assert (np.abs(np.delete(omega, [6, 9])) > 90).all()

    @pytest.mark.parametrize("given", [None, contacts()])
    def test_models_are_cis_there_and_nowhere_else(self, given):
        settings = FoldSettings(trajectories=2, models=2).with_overrides(**{"annealing.steps": 1000})
        for model in fold(TARGET, with_known(given, cis=self.cis), settings).models:
            omega = np.degrees(model.torsions_rad[:-1, 2])
            assert (np.abs(omega[[6, 9]]) < 30).all()
            assert (np.abs(np.delete(omega, [6, 9])) > 150).all()


def test_a_disulfide_forms_and_the_annealing_stays_cool():
    settings = FoldSettings(trajectories=2, models=2).with_overrides(**{"annealing.steps": 1000})
    result = fold(TARGET, with_known(contacts(), disulfides=BONDS, template=a_template()), settings)
    assert all((np.abs(model.restraint_distances_a[-5:-3] - 3.8) < 0.6).all() for model in result.models)
    for model in result.models:
        assert max(report["temperature_k"] for report in model.reports) < 500
        assert not any(report["walked_again"] for report in model.reports)
