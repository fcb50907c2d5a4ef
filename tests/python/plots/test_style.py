import doctest

import pytest
from prct.base.errors import OutputError
from prct.plots import style
from prct.plots.style import new_figure, write_png


def test_doctests():
    assert doctest.testmod(style).failed == 0


def test_a_picture_repeats_byte_for_byte_and_says_nothing_of_its_maker(tmp_path):
    for name in ("a.png", "b.png"):
        figure = new_figure(2, 1)
        figure.subplots().plot([0, 1], [1, 0])
        write_png(figure, tmp_path / name)
    first = (tmp_path / "a.png").read_bytes()
    assert first.startswith(b"\x89PNG")
    assert first == (tmp_path / "b.png").read_bytes()
    assert b"tEXt" not in first
    assert b"tIME" not in first


def test_an_unwritable_folder_is_named(tmp_path):
    with pytest.raises(OutputError, match="missing"):
        write_png(new_figure(1, 1), tmp_path / "missing" / "a.png")


def test_no_global_state():
    import matplotlib._pylab_helpers as registry

    new_figure(1, 1)
    assert registry.Gcf.get_all_fig_managers() == []
