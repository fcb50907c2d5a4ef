"""Surrogates: what they learn, what their intervals cover, what they refuse, and that formulas say what floats say."""

from fractions import Fraction

import numpy as np
import pytest
import z3
from prct.base.errors import InputError, OptionError
from prct.forge.smt.measured_rows import MeasuredRows
from prct.forge.smt.measurement import Measurement
from prct.forge.smt.surrogate import Surrogate, fit, most_informative
from prct.forge.spec.constraint import Constraint, smt_script
from prct.forge.spec.parameter_space import ParameterSpace, parameter

STEPS = ParameterSpace.of(parameter("steps", "", 100, 5000, whole=True))
SIX = ParameterSpace.of(
    parameter("annealing.steps", "", 100, 5000, whole=True),
    parameter("annealing.step_ps", "ps", "4 fs", "12 fs"),
    parameter("trajectories", "", 1, 16, whole=True),
    parameter("annealing.coarse_evaluations", "", 100, 800, whole=True),
    parameter("annealing.quench_evaluations", "", 50, 300, whole=True),
    parameter("resonance.coupling", "ps⁻¹", 0, 20),
)
LEVELS = [{"steps": Fraction(n)} for n in (100, 200, 300, 600, 1200, 2500, 5000)]
Z90 = 1.6448536269514722
"""Quantile of the normal distribution: between minus this and this lie 90 %."""


def rows_of(configurations, targets, truth, noise, rng, quantity="tm", present=lambda c, t: True) -> MeasuredRows:
    """Folds of every configuration on every target; noise adds to accuracy and multiplies seconds."""

    def measured(c, t):
        value, error = truth(c, t), noise * rng.normal()
        seconds = value * (1 + error) if quantity != "tm" else 1.0
        tm = value + error if quantity == "tm" else 0.5
        return Measurement("w", f"t{t:02}", c, 0, seconds, seconds, tm, 0.0, "m", "p")

    return MeasuredRows.of(measured(c, t) for c in configurations for t in range(targets) if present(c, t))


def saturating(c, t):
    steps = float(c["steps"])
    return 0.5 + 0.02 * t + 0.1 * steps / (steps + 266)


def power(c, t):
    return 0.7 + 0.02 * t - 1.5 / float(c["steps"]) ** 0.7


def seconds(c, t):
    return (1 + t) * (2 + (1 + 0.3 * np.sin(7 * t)) * float(c["steps"]) / 100)


def six_dimensional(count: int, seed: int) -> tuple[Surrogate, Surrogate, list[dict[str, Fraction]]]:
    """Accuracy and seconds of six parameters, and the configurations they were fitted to."""
    rng = np.random.default_rng(seed)
    shares = {p.name: (rng.permutation(count) + 0.5) / count for p in SIX}
    choices = [
        {p.name: p.nearest(p.lower + (p.upper - p.lower) * Fraction(f"{shares[p.name][k] ** 2:.3g}")) for p in SIX}
        for k in range(count)
    ]

    def measured(c, t):
        steps, step_ps, folds, coarse, quench, coupling = (float(c[p.name]) for p in SIX)
        tm = 0.8 + 0.01 * t - 1.5 / steps**0.7 - 200 * (step_ps - 0.009) ** 2 + 0.01 * np.log(folds) - 0.3 / coarse
        wall_s = (1 + t) * (0.5 + folds * (0.002 * steps + 0.004 * coarse + 0.006 * quench)) * (1 + 0.02 * rng.normal())
        tm += 0.005 * coupling / (coupling + 5) + 0.01 * rng.normal()
        return Measurement("w", f"t{t}", c, 0, wall_s, wall_s, tm, 0.0, "m", "p")

    rows = MeasuredRows.of(measured(c, t) for c in choices for t in range(8))
    return fit(rows, SIX, "tm"), fit(rows, SIX, "wall_s"), choices


@pytest.fixture(scope="module")
def six():
    return six_dimensional(26, seed=3)


def covered(truth, noise, quantity, targets=12, present=lambda c, t: True, draws=200) -> float:
    """Share of 90 % intervals, at random places of the domain, that hold the true mean of the targets."""
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(draws):
        surrogate = fit(rows_of(LEVELS, targets, truth, noise, rng, quantity, present), STEPS, quantity)
        at = {"steps": Fraction(round(float(np.exp(rng.uniform(np.log(100), np.log(5000))))))}
        low, high = surrogate.interval(at, 0.9)
        hits += low <= np.mean([truth(at, t) for t in range(targets)]) <= high
    return hits / draws


@pytest.mark.parametrize(
    ("truth", "noise", "quantity", "targets", "draws"),
    [(saturating, 0.02, "tm", 12, 400), (saturating, 0.002, "tm", 3, 200), (seconds, 0.03, "wall_s", 12, 200)],
)
def test_intervals_cover_what_they_state(truth, noise, quantity, targets, draws):
    assert 0.85 <= covered(truth, noise, quantity, targets, draws=draws) <= 0.97


def test_intervals_cover_a_power_that_no_feature_is():
    assert covered(power, 0.01, "tm", draws=400) >= 0.85
    assert covered(power, 0.001, "tm") >= 0.80


def test_targets_that_were_not_measured_do_not_blur_the_others():
    rng = np.random.default_rng(2)

    def present(c, t):
        return c["steps"] != 600 or t > 6

    complete = fit(rows_of(LEVELS, 12, saturating, 0.001, rng), STEPS, "tm")
    partial = fit(rows_of(LEVELS, 12, saturating, 0.001, rng, present=present), STEPS, "tm")
    at = {"steps": Fraction(600)}
    assert abs(partial.predict(at).mean - complete.predict(at).mean) < 0.002  # the plain mean is 0.07 higher
    assert covered(seconds, 0.03, "wall_s", 12, present, draws=100) >= 0.85


def test_the_noise_is_found_and_told_from_lack_of_fit():
    rng = np.random.default_rng(4)
    plain = fit(rows_of(LEVELS, 16, saturating, 0.02, rng), STEPS, "tm")
    assert 0.7 < plain.noise / (0.02 / 4) < 1.4 and plain.lack < plain.noise

    def wavy(c, t):
        return saturating(c, t) + 0.03 * np.sin(3 * np.log(float(c["steps"])))

    found = fit(rows_of(LEVELS, 16, wavy, 0.002, rng), STEPS, "tm")
    assert found.lack > 0.01 and found.noise < 0.001
    assert found.predict(LEVELS[3]).standard_error > found.lack
    relative = fit(rows_of(LEVELS, 16, seconds, 0.03, rng, "wall_s"), STEPS, "wall_s")
    assert 0.7 < relative.noise / (0.03 / 4) < 1.6


def test_formulas_say_what_floats_say_and_are_never_laxer(six):
    for surrogate, choices in ((six[0], six[2]), (six[1], six[2])):
        for at in choices:
            found = surrogate.predict(at)
            assert float(surrogate.mean.value(at)) == pytest.approx(found.mean, rel=1e-9)
            assert float(surrogate.variance.value(at)) == pytest.approx(found.standard_error**2, rel=1e-9)
            low, high = surrogate.interval(at, 0.9)
            near = 1e-9 * abs(found.mean)
            assert surrogate.lower_confidence_at_least(low - near, Z90).holds(at)
            assert not surrogate.lower_confidence_at_least(low + 1e-14 * abs(low), Z90).holds(at)
            assert surrogate.upper_confidence_at_most(high + near, Z90).holds(at)
            assert not surrogate.upper_confidence_at_most(high - 1e-14 * abs(high), Z90).holds(at)


def test_a_mean_on_the_wrong_side_is_not_taken_for_a_right_one(six):
    accuracy, _, choices = six
    found = accuracy.predict(choices[0])
    far = found.mean + 9 * found.standard_error
    assert not accuracy.lower_confidence_at_least(far, 1).holds(choices[0])
    assert not accuracy.upper_confidence_at_most(found.mean - 9 * found.standard_error, 1).holds(choices[0])
    assert accuracy.lower_confidence_at_least(found.mean - 1e-9, 0).holds(choices[0])
    for z in (-1, 9, float("nan")):
        with pytest.raises(OptionError, match="quantile"):
            accuracy.lower_confidence_at_least(0.5, z)


def test_the_domain_holds_what_was_measured_and_nothing_beyond(six):
    for surrogate in six[:2]:
        domain = surrogate.domain()
        assert all(domain.holds(at) for at in six[2])
        for p in SIX:
            high = surrogate.box[p.name][1]
            assert not domain.holds({**six[2][0], p.name: high + Fraction(1, 1000)})
        corner = {p.name: surrogate.box[p.name][k % 2] for k, p in enumerate(SIX)}
        assert not domain.holds(corner), "no configuration was measured near this corner of the box"


def test_leverage_is_that_of_the_textbook(six):
    accuracy, _, choices = six
    columns = {p.name: np.array([float(c[p.name]) for c in choices]) for p in SIX}
    phi = np.column_stack([np.broadcast_to(f.values(columns), (len(choices),)) for f in accuracy.features])
    hat = np.diag(phi @ np.linalg.solve(phi.T @ phi, phi.T))
    assert float(accuracy.largest_leverage) == pytest.approx(hat.max(), rel=1e-9)
    assert hat.sum() == pytest.approx(len(accuracy.features))


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ([], "no measurement of this workload"),
        ([(100, 8), (100, 8)], "steps was never varied: all 2 measurements have 100; .* at 5000"),
        ([(100, 8), (600, 8)], "step_ps was never varied: .* have 0.008 ps; measure the same targets at 0.012 ps"),
        ([(100, 8), (600, 4)], "steps was measured at 2 values, .* need 3; measure the same targets at 240"),
        (
            [(100, 4), (600, 6), (2000, 8), (5000, 12)],
            "4 configurations do not tell the effects of .* apart; measure at least 2 more, the first at steps = ",
        ),
        ([(100, 4), (600, 6), (2000, 8), (5000, 5), (1000, 12)], "leave nothing to see noise by; measure one more"),
    ],
)
def test_what_is_missing_is_said(choices, message):
    space = ParameterSpace.of(*STEPS, parameter("step_ps", "ps", "4 fs", "12 fs"))
    given = [{"steps": Fraction(n), "step_ps": Fraction(fs, 1000)} for n, fs in choices]
    with pytest.raises(InputError, match=message):
        fit(rows_of(given, 1, saturating, 0.01, np.random.default_rng(1)), space, "tm")


def test_what_was_suggested_is_enough():
    space = ParameterSpace.of(*STEPS, parameter("step_ps", "ps", "4 fs", "12 fs"))
    given = [{"steps": Fraction(n), "step_ps": Fraction(fs, 1000)} for n, fs in ((100, 4), (600, 6), (5000, 12))]
    for _ in range(3):
        with pytest.raises(InputError, match="steps = ") as refusal:
            fit(rows_of(given, 2, saturating, 0.01, np.random.default_rng(1)), space, "tm")
        steps, step_ps = str(refusal.value).split("steps = ")[1].split(", step_ps = ")
        given.append({"steps": Fraction(steps), "step_ps": Fraction(step_ps.split()[0])})
    corners = [{"steps": Fraction(n), "step_ps": Fraction(fs, 1000)} for n, fs in ((100, 12), (5000, 4))]
    assert all(corner in given for corner in corners)
    fit(rows_of(given, 2, saturating, 0.01, np.random.default_rng(1)), space, "tm")


def test_what_must_not_be_mixed_is_refused():
    rows = rows_of(LEVELS, 2, saturating, 0.01, np.random.default_rng(1)).measurements

    def changed(**fields):
        return MeasuredRows.of([*rows[1:], Measurement(**{**vars(rows[0]), **fields})])

    with pytest.raises(InputError, match="2 programs"):
        fit(changed(program="q"), STEPS, "tm")
    with pytest.raises(InputError, match="2 workloads"):
        fit(changed(workload="v"), STEPS, "tm")
    with pytest.raises(InputError, match="coupling varied"):
        fit(changed(parameters={"steps": 100, "coupling": 3}), STEPS, "tm")
    with pytest.raises(InputError, match="seconds of 2 machines"):
        fit(changed(machine="n"), STEPS, "wall_s")
    with pytest.raises(InputError, match="finer clock"):
        fit(changed(wall_s=0.0), STEPS, "wall_s")
    with pytest.raises(InputError, match="no target in common with others; measure it on t00 too"):
        lone = [Measurement(**{**vars(m), "target": f"lone {m.target}"}) for m in rows[-2:]]
        fit(MeasuredRows.of([*rows[:-2], *lone]), STEPS, "tm")
    assert fit(changed(machine="n"), STEPS, "tm").degrees > 0


def test_the_next_measurement_is_where_least_is_known():
    gap = [c for c in LEVELS if c["steps"] not in (200, 300)]
    surrogate = fit(rows_of(gap, 8, saturating, 0.02, np.random.default_rng(6)), STEPS, "tm")
    candidates = [{"steps": Fraction(n)} for n in (1200, 230, 700, 2500, 6000)]
    assert surrogate.predict(candidates[1]).standard_error > surrogate.predict(candidates[3]).standard_error
    assert most_informative(STEPS, surrogate, candidates) == {"steps": Fraction(230)}
    assert most_informative(STEPS, surrogate, candidates, [1 * STEPS["steps"].symbol >= 600])["steps"] >= 600
    with pytest.raises(InputError, match="no candidate"):
        most_informative(STEPS, surrogate, candidates[4:])


def solution(space: ParameterSpace, *formulas) -> dict[str, Fraction] | None:
    """Values that a solver finds for the formulas, or None where it proves that there are none."""
    solver = z3.Solver()
    solver.set("timeout", 30_000)
    solver.from_string(smt_script(space, [Constraint(f"c{k}", "", f, "") for k, f in enumerate(formulas)]))
    if (verdict := solver.check()) == z3.unsat:
        return None
    assert verdict == z3.sat, solver.reason_unknown()
    model = solver.model()
    values = {p.name: model.eval(z3.Real(p.name), model_completion=True) for p in space}
    numbers = {n: v.approx(20) if z3.is_algebraic_value(v) else v for n, v in values.items()}
    return {n: Fraction(v.numerator_as_long(), v.denominator_as_long()) for n, v in numbers.items()}


def test_a_solver_finds_what_holds_and_proves_what_does_not():
    rng = np.random.default_rng(8)
    accuracy = fit(rows_of(LEVELS, 12, saturating, 0.01, rng), STEPS, "tm")
    wall_s = fit(rows_of(LEVELS, 12, seconds, 0.03, rng, "wall_s"), STEPS, "wall_s")
    middle = {"steps": Fraction(1000)}
    good = accuracy.interval(middle, 0.9)[0]
    limit = wall_s.interval(middle, 0.9)[1]

    def wanted(more, less):
        return (
            accuracy.lower_confidence_at_least(good + more, Z90),
            wall_s.upper_confidence_at_most(limit * less, Z90),
            accuracy.domain(),
        )

    found = solution(STEPS, *wanted(-0.002, 1.02))
    assert found and all(f.holds(found) for f in wanted(-0.002, 1.02)) and 500 < found["steps"] < 1500
    assert solution(STEPS, *wanted(0.01, 0.9)) is None


def test_a_solver_finds_six_parameters_within_a_limit_of_time(six):
    accuracy, wall_s, choices = six
    limit = min(wall_s.predict(c).mean for c in choices)
    within = wall_s.upper_confidence_at_most(limit, Z90)
    found = solution(SIX, within)
    assert found and within.holds(found)
    found = solution(SIX, accuracy.mean >= max(accuracy.predict(c).mean for c in choices) - 0.02)
    assert found and accuracy.predict(found).mean >= max(accuracy.predict(c).mean for c in choices) - 0.0201
