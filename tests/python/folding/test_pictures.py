import numpy as np
import prct
import pytest
from prct.base.errors import OutputError
from prct.folding.result import PICTURES
from prct.folding.settings import FoldSettings

HAIRPIN = "GEWTYDDATKTFTVTE"


@pytest.fixture(scope="module")
def result():
    """A hairpin from distances across its turn."""
    distance = np.full((16, 16), np.nan)
    for k in range(6):
        distance[k, 15 - k] = 5.5
    return prct.fold(HAIRPIN, {"distance": distance}, trajectories=2, models=1, threads=1)


def test_every_picture_is_drawn_of_the_best_model(result):
    figures = result.plot()
    assert tuple(figures) == PICTURES
    best = result.best
    course = figures["energy"].axes[0].lines[0].get_ydata()
    assert list(course) == [report["energy"] for report in best.reports]
    offsets = np.concatenate(
        [c.get_offsets() for c in figures["ramachandran"].axes[0].collections if c.get_label()[0] != "_"]
    )
    inner = np.degrees(best.torsions_rad[1:-1, :2])
    assert np.allclose(np.sort(offsets[:, 0]), np.sort(inner[:, 0]))
    held = result.candidates.satisfied(best.restraint_distances_a)
    legend = figures["contact_map"].axes[0].get_legend().get_texts()
    assert legend[0].get_text() == f"given, locked ({held.sum()})"
    assert held.mean() == pytest.approx(best.satisfied)


def test_contacts_are_drawn_by_what_changes_of_them(result):
    def curves(result):
        return {line.get_label(): list(line.get_ydata()) for line in result.plot()["energy"].axes[1].lines}

    assert set(curves(result)) == {"restraints satisfied", "Φ of the backbone"}
    contacts = np.zeros((16, 16))
    for k in range(5):
        contacts[k, 15 - k] = 1.0
    for settings, drawn in ({}, False), ({"resonance.follow": True}, True):
        settings = FoldSettings().with_overrides(**settings)
        found = prct.fold(HAIRPIN, {"contact_prob": contacts}, trajectories=1, settings=settings)
        assert ("Φ of the contacts" in curves(found)) == drawn
        assert curves(found)["|Ψ| of the contacts"] == [r["resonance_strength"] for r in found.best.reports]


def test_pictures_are_written_whole_and_repeat(result, tmp_path):
    for name in ("one", "two/new"):
        result.plot(tmp_path / name)
    for name in PICTURES:
        first = (tmp_path / "one" / f"{name}.png").read_bytes()
        assert first.startswith(b"\x89PNG")
        assert first == (tmp_path / "two" / "new" / f"{name}.png").read_bytes()
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(OutputError, match="taken"):
        result.plot(tmp_path / "taken")
