"""What every Python test shares: the data set, the allowed skips, and the closing count of tests that did not run."""

from __future__ import annotations

import os
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # no test gates on time
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
MACHINE_MARKERS = {"gpu": "GPU", "multi_gpu": "multi-GPU", "server": "server"}
SKIPS_KEY = pytest.StashKey[dict]()
DATA_CACHE = "prct/skipped_for_data"
MACHINES_KEY = pytest.StashKey[Counter]()


@pytest.fixture(scope="session")
def prct_data() -> Path:
    """Folder of the data set named by PRCT_DATA; tests that ask for it are skipped where it is absent."""
    folder = Path(os.environ.get("PRCT_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "README.md").is_file():
        pytest.skip("needs the data set; name its folder by PRCT_DATA")
    return folder


def allowed_reasons() -> list[str]:
    """Patterns of tests/skips.txt."""
    lines = (ROOT / "tests" / "skips.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def unlisted_reasons(skips: dict[str, list[str]], patterns: list[str]) -> dict[str, list[str]]:
    """Skips, as reason -> tests, whose reason matches no pattern."""
    return {why: tests for why, tests in skips.items() if not any(fnmatchcase(why, p) for p in patterns)}


def machine_summary(skipped: Counter) -> str:
    """The sentence that ends a run."""
    parts = [f"{skipped[marker]} {name}" for marker, name in MACHINE_MARKERS.items()]
    return f"Tests that did not run for want of a machine: {', '.join(parts)}."


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--skipped-for-data", action="store_true", help="run only what the last full run skipped for want of PRCT_DATA"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.skipped_for_data:
        wanted = config.cache.get(DATA_CACHE, [])
        chosen = [item for item in items if any(item.nodeid.startswith(node) for node in wanted)]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPS_KEY] = {}
    config.stash[MACHINES_KEY] = Counter()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        remember_skip(item.config, report)
        for marker in MACHINE_MARKERS:
            item.config.stash[MACHINES_KEY][marker] += item.get_closest_marker(marker) is not None


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    outcome = yield
    report = outcome.get_result()
    if report.skipped:
        remember_skip(collector.config, report)


def remember_skip(config: pytest.Config, report) -> None:
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    config.stash[SKIPS_KEY].setdefault(why.removeprefix("Skipped: "), []).append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    skips = session.config.stash[SKIPS_KEY]
    if not session.config.option.skipped_for_data and hasattr(session.config, "cache"):
        nodes = [node for why, tests in skips.items() if "PRCT_DATA" in why for node in tests]
        session.config.cache.set(DATA_CACHE, nodes)
    if unlisted_reasons(skips, allowed_reasons()) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skips = terminalreporter.config.stash[SKIPS_KEY]
    for why, tests in unlisted_reasons(skips, allowed_reasons()).items():
        terminalreporter.write_line(
            f"FAILED: skip reason not in tests/skips.txt: {why!r} ({', '.join(tests)})", red=True
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    if MACHINES_KEY in config.stash and not config.option.collectonly:
        print(machine_summary(config.stash[MACHINES_KEY]))
