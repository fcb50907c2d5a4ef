import io

from prct.cli.progress_line import PLAIN_EVERY_S, ProgressLine
from prct.folding.store import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def progress(trajectory, step):
    report = {"step": step, "energy": 41.6, "order_parameter": 0.25, "satisfied": 30, "restraints": 32}
    return Progress(trajectory, 5000, 32, report)


def test_a_terminal_gets_one_line_that_is_gone_at_the_end():
    stream = Terminal()
    with ProgressLine(2, stream) as line:
        line.update(progress(0, 2500))
        shown = stream.getvalue()
    assert shown.startswith("\r\x1b[K")
    assert "\n" not in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")
    for part in ("25%", "trajectory 1/2", "step 2500/5000", "E 42 kcal/mol", "Φ 0.25", "locked 30/32", "ETA"):
        assert part in shown


def test_an_error_starts_on_a_line_of_its_own():
    stream = Terminal()
    try:
        with ProgressLine(2, stream) as line:
            line.update(progress(0, 2500))
            raise ValueError
    except ValueError:
        assert stream.getvalue().endswith("\n")


def test_a_file_gets_plain_lines_and_not_too_many():
    stream = io.StringIO()
    with ProgressLine(2, stream) as line:
        for step in range(0, 5000, 250):
            line.update(progress(0, step))
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()
    assert PLAIN_EVERY_S >= 5


def test_what_is_not_the_annealing_is_named():
    stream = io.StringIO()
    with ProgressLine(2, stream) as line:
        line.update(Progress(1, 5000, 32, {"step": 5000}, "quench"))
    assert stream.getvalue() == " 50%  trajectory 2/2  quench  ETA ?\n"


def test_warnings_name_the_program():
    stream = io.StringIO()
    ProgressLine(1, stream).warn("a.fasta: X at position 3 is folded as A")
    assert stream.getvalue() == "prct: warning: a.fasta: X at position 3 is folded as A\n"
