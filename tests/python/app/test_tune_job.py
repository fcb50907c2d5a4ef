"""Tuning on a small workload: what is measured, proposed, checked and written, and what stops it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from prct.app.explain_job import ExplainJob, run_explain_job
from prct.app.tune_job import CERTIFICATE, PICTURE, TuneJob, check, confirm, next_proposals, run_tune_job, search
from prct.app.tuned_settings import load_certificate, tuned_settings
from prct.app.tuner import HISTORY, Tuner
from prct.app.workload import read_workload
from prct.base.errors import InputError
from prct.folding.settings import FoldSettings
from prct.forge.smt.design import spread_choices
from prct.forge.smt.history import PerformanceHistory
from prct.forge.smt.measurement import Measurement
from prct.forge.smt.solver import Solver
from prct.forge.spec.constraint import violated
from tuning_workload import NAMES, QUICK, write_targets, write_workload

CURVATURE = {"bonded": Fraction(900)}
PARAMETERS = {"annealing.steps": [50, 2000], "annealing.step_ps": ["4 fs", "11 fs"]}


@pytest.fixture
def folder(tmp_path):
    write_targets(tmp_path)
    return tmp_path


def made_fold(workload, known, values, seed, hashed):
    """Seconds as the number of steps, and a TM-score that 300 steps are enough for; longer steps cost nothing."""
    steps = float(values["annealing.steps"])
    tm = 0.9 - 1.5 / steps + 0.0003 * ((ord(known.name) + seed + round(steps)) % 3 - 1)
    return Measurement(hashed, known.name, dict(values), seed, 1 + steps / 100, 1 + steps / 100, tm, 1.0, "m", "p")


@pytest.fixture
def tuner(folder, monkeypatch):
    monkeypatch.setattr("prct.app.tuner.measure_fold", made_fold)
    monkeypatch.setattr("prct.app.tuner.machine_name", lambda: "m")
    monkeypatch.setattr("prct.app.tuner.program_name", lambda settings, values: "p")
    settings = {"annealing.steps": 2000}
    workload = read_workload(write_workload(folder, parameters=PARAMETERS, settings=settings))
    return Tuner(workload, CURVATURE, folder / HISTORY, 1, lambda _: None)


def test_the_search_finds_the_fewest_steps_that_are_accurate_enough(tuner):
    told = []
    search(tuner, lambda: len(told) < 12, told.append)
    best = tuner.best()
    assert 200 < best.values["annealing.steps"] < 600, told
    assert any(line.startswith("proposed") for line in told), "\n".join(told)
    folds = check(tuner, dict(best.values), lambda: False, told.append)
    certificate = tuner.certificate(dict(best.values), folds)
    assert certificate.adopted
    assert certificate.speed().low > 3
    names = {t.name for t in tuner.workload.tuning}
    assert {m.target for m in tuner.rows().measurements} == names
    assert {fold.target for fold in folds} == set(NAMES) - names


def test_variants_are_proposed_fastest_first_and_then_what_is_known_least(tuner, monkeypatch):
    monkeypatch.setattr("prct.app.tuner.SOLVE_S", 1.0)
    space = tuner.workload.space
    for values in (tuner.start, *spread_choices(space, tuner.constraints, 12, 3)):
        tuner.measure(values, tuner.workload.tuning, tuner.seed)
    with Solver() as solver:
        proposed, why = tuner.propose(solver)
        assert 2 <= len(proposed) <= 3 and not why
        seconds = [proposal.seconds for proposal in proposed]
        assert seconds == sorted(seconds) and seconds[-1] <= 1.3 * seconds[0]
        assert all(not violated(tuner.constraints, proposal.values) for proposal in proposed)
        ranges = {p.name: (p.upper - p.lower) for p in space}
        first, second = proposed[0].values, proposed[1].values
        assert max(abs(first[name] - second[name]) / ranges[name] for name in ranges) > 0.15
        known = {proposal.key for proposal in proposed}
        monkeypatch.setattr(tuner, "propose", lambda solver: (proposed, ""))
        assert next_proposals(tuner, solver, {proposed[0].key})[0] == proposed[1:]
        (least,), _ = next_proposals(tuner, solver, known)
        assert least.kind == "least known" and least.key not in known
        assert least.seconds < tuner.best().seconds[(tuner.workload.tuning[0].name, tuner.seed)]


def test_budgets_that_contradict_each_other_are_named(tuner, monkeypatch):
    for values in (tuner.start, *spread_choices(tuner.workload.space, tuner.constraints, 12, 3)):
        tuner.measure(values, tuner.workload.tuning, tuner.seed)
    tuner.workload = replace(tuner.workload, most_seconds=Fraction(5, 2))  # 150 steps, where 300 are needed
    with Solver() as solver:
        found, why = tuner.propose(solver)
        assert found == []
        assert "2.5 CPU seconds" in why and "mean TM-score" in why
        tuner.workload = replace(tuner.workload, most_seconds=Fraction(8))
        found, _ = tuner.propose(solver)
    assert found and found[0].seconds < 8


def test_too_few_measurements_are_no_ground_for_proposals(tuner):
    tuner.measure(tuner.start, tuner.workload.tuning, tuner.seed)
    with Solver() as solver:
        found, why = next_proposals(tuner, solver, set())
    assert found == [] and "never varied" in why


def test_a_choice_that_was_lucky_with_one_seed_is_found_out(tuner, monkeypatch):
    def lucky_fold(workload, known, values, seed, hashed):
        m = made_fold(workload, known, values, seed, hashed)
        lucky = values["annealing.steps"] == 100 and seed == tuner.seed
        return replace(m, tm=0.9) if lucky else m

    monkeypatch.setattr("prct.app.tuner.measure_fold", lucky_fold)
    targets, step = tuner.workload.tuning, tuner.start["annealing.step_ps"]
    for steps in (tuner.start["annealing.steps"], Fraction(600), Fraction(100)):
        tuner.measure({"annealing.steps": steps, "annealing.step_ps": step}, targets, tuner.seed)
    assert tuner.best().values["annealing.steps"] == 100
    told = []
    confirm(tuner, lambda: len(told) < 9, told.append)
    assert tuner.best().values["annealing.steps"] == 600
    assert len(told) == 3  # the lucky one once, the better one with both seeds


def test_no_time_leaves_what_there_was(tuner):
    search(tuner, lambda: False, lambda _: None)
    assert tuner.best().values == tuner.start
    folds = check(tuner, tuner.start, lambda: False, lambda _: None)
    certificate = tuner.certificate(tuner.start, folds)
    assert not certificate.adopted


@pytest.fixture
def job(folder):
    return TuneJob(write_workload(folder, parameters=PARAMETERS, settings=QUICK), folder / "out", 2.0)


def test_real_folds_make_a_certificate_that_verifies(job):
    certificate = run_tune_job(job, lambda _: None)
    assert load_certificate(job.out / CERTIFICATE) == certificate
    assert (job.out / PICTURE).stat().st_size > 5000
    assert len(PerformanceHistory(job.out / HISTORY, lambda _: None)) > 5
    assert {fold.target for fold in certificate.folds} == {"b", "d"}


def test_a_choice_that_was_not_better_is_not_folded_with(job, tmp_path):
    certificate = run_tune_job(job, lambda _: None)
    path = tmp_path / "c.json"
    good = [replace(f, seconds_after=f.seconds_before * 0.5, tm_after=f.tm_before) for f in certificate.folds]
    slow = [replace(f, seconds_after=f.seconds_before * 1.5) for f in good]
    for folds, adopted in ((good, True), (slow, False)):
        made = replace(certificate, folds=tuple(folds)).judged()
        assert made.adopted is adopted
        path.write_text(made.text())
        if adopted:
            settings = tuned_settings(FoldSettings(), path)
            assert settings.annealing.steps == certificate.chosen["annealing.steps"]
            assert settings.annealing.coarse_evaluations == QUICK["annealing.coarse_evaluations"]
            assert settings.trajectories == FoldSettings().trajectories
        else:
            with pytest.raises(InputError, match="not better"):
                tuned_settings(FoldSettings(), path)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({**QUICK, "annealing.steps": 5000}, "starts from the settings, where annealing.steps = 5000"),
        ({**QUICK, "annealing.friction_per_ps": 0.2}, "break 'friction removes heat'"),
    ],
)
def test_a_start_that_breaks_what_it_must_hold(folder, settings, message):
    path = write_workload(folder, parameters=PARAMETERS, settings=settings)
    with pytest.raises(InputError, match=message):
        run_tune_job(TuneJob(path, folder / "out", 1.0), lambda _: None)
    assert not (folder / "out").exists()


def test_what_limits_the_parameters_is_said(folder):
    path = write_workload(folder, parameters=PARAMETERS, settings=QUICK)
    said = "\n".join(run_explain_job(ExplainJob(path, {})))
    assert "steps are stable (Eqs. 5, 25): dt² λ < 4 m with λ = " in said
    assert "annealing.steps may be 50 to 2000" in said
    assert "annealing.step_ps may be 0.004 to 0.01" in said
    contradiction = run_explain_job(ExplainJob(path, {"annealing.step_ps": "10.9 fs", "annealing.steps": "60"}))
    fixed = run_explain_job(ExplainJob(path, {"annealing.step_ps": "5 fs"}))
    assert fixed[-1] == "annealing.step_ps is 0.005 ps"
    assert contradiction
    with pytest.raises(InputError, match="temperature"):
        run_explain_job(ExplainJob(path, {"annealing.step_ps": "5 K"}))


def test_a_damaged_history_is_set_aside_and_said(job):
    job.out.mkdir()
    (job.out / HISTORY).write_bytes(b"no database at all" * 100)
    told = []
    certificate = run_tune_job(job, told.append)
    assert any("damaged" in line for line in told), told
    assert (job.out / f"{HISTORY}.damaged-1").read_bytes().startswith(b"no database")
    assert load_certificate(job.out / CERTIFICATE) == certificate
