"""The command line as a whole: its commands, and what one costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import prct.cli
import pytest
from prct.cli.main import COMMANDS, main, make_parser

MODULES = {path.stem.removesuffix("_command") for path in Path(prct.cli.__file__).parent.glob("*_command.py")}


def test_every_module_of_a_command_is_one():
    assert set(COMMANDS) == MODULES


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_has_its_options_and_its_help(command, capsys):
    assert main([command, "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: prct {command}")
    parts = make_parser(command)._subparsers._group_actions[0].choices
    assert parts[command].get_default("run") or "COMMAND" in told


def test_all_are_named_by_the_help_and_by_the_error(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"{name} " in told and what in told for name, what in COMMANDS.items())
    assert main(["flod"]) == 2
    assert "flod" in capsys.readouterr().err


def test_a_command_imports_no_other():
    program = (
        "import sys; from prct.cli.main import main; main(['score', '--help']); "
        "print(sorted(m for m in sys.modules if m.endswith('_command')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['prct.cli.score_command']"
