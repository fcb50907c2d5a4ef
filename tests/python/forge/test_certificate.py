"""Certificates: what speaks for a choice of parameters, and every way in which one can be false."""

import hashlib
import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from prct.base.errors import InputError
from prct.folding.settings import FoldSettings
from prct.forge.smt.certificate import PairedFold, ParameterCertificate, read_certificate
from prct.forge.spec.fold_space import known_values
from test_fold_space import settings_values


def made_certificate():
    folds = tuple(
        PairedFold(f"t{k // 2}", k % 2, 2.0 + 0.1 * k, 1.0 + 0.04 * k, 0.9 + 0.001 * k, 0.9 + 0.0009 * k)
        for k in range(8)
    )
    return ParameterCertificate(
        "0.1.0",
        "hash",
        {"annealing.steps": (Fraction(100), Fraction(5000)), "annealing.step_ps": (Fraction(1, 200), Fraction(3, 250))},
        known_values(settings_values(FoldSettings())),
        {"bonded": Fraction(900), "others": Fraction(100)},
        Fraction(5),
        {"annealing.steps": Fraction(600), "annealing.step_ps": Fraction(103, 10000)},
        folds,
        Fraction(1, 200),
        False,
    ).judged()


def test_a_certificate_reads_as_it_was_written():
    certificate = made_certificate()
    assert certificate.adopted
    assert read_certificate(certificate.text(), "c.json") == certificate
    assert certificate.speed().low > 1.5
    assert "(assert (! " in certificate.script()


def test_any_bit_that_is_changed_is_noticed():
    text = made_certificate().text()
    data = text.encode()
    for place in random.Random(1).sample(range(len(data)), 150):
        for bit in (0, 3):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                edited = bytes(changed).decode()
            except UnicodeDecodeError:
                continue
            if edited.split() == text.split():
                continue  # white space between the fields says nothing
            with pytest.raises(InputError):
                read_certificate(edited, "c.json")


def resealed(change):
    """A certificate whose body was changed and whose digest was made anew."""
    body = json.loads(made_certificate().text())
    body.pop("digest")
    change(body)
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return json.dumps({**body, "digest": hashlib.sha256(canonical.encode()).hexdigest()})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda b: b["chosen"].update({"annealing.step_ps": "3/250"}), "breaks steps are stable"),
        (lambda b: b["chosen"].update({"annealing.steps": "1201/2"}), "no whole number"),
        (lambda b: b["chosen"].update({"annealing.steps": "6000"}), "outside 100 to 5000"),
        (lambda b: b["curvature"].update({"bonded": "500"}), "constraints are not those"),
        (lambda b: b.update(constraints=b["constraints"].replace("<", ">", 1)), "constraints are not those"),
        (lambda b: b["folds"][0].update(seconds_after=0.5), "speed does not follow"),
        (lambda b: b["folds"][0].update(tm_after=0.99), "tm_change does not follow"),
        (lambda b: b["speed"].update(low=3.0), "speed does not follow"),
        (lambda b: b.update(adopted=False), "verdict does not follow"),
        (lambda b: b.update(format="prct parameters 9"), "this program reads"),
        (lambda b: b.pop("folds"), "is no certificate"),
        (lambda b: b.update(bounds={}), "without parameters"),
    ],
)
def test_what_is_false_is_refused_even_with_a_digest_of_its_own(change, message):
    with pytest.raises(InputError, match=message):
        read_certificate(resealed(change), "c.json")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"digest": 1}', "null"])
def test_what_is_no_certificate(text):
    with pytest.raises(InputError, match=r"c\.json"):
        read_certificate(text, "c.json")


def test_who_is_slower_or_loses_accuracy_is_not_adopted():
    good = made_certificate()
    slower = replace(good, folds=tuple(replace(f, seconds_after=f.seconds_before * 1.1) for f in good.folds))
    worse = replace(good, folds=tuple(replace(f, tm_after=f.tm_before - 0.01) for f in good.folds))
    unsound = replace(good, chosen={**good.chosen, "annealing.step_ps": Fraction(3, 250)})
    assert [c.deserves_adoption() for c in (good, slower, worse, unsound)] == [True, False, False, False]
