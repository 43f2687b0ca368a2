"""The documentation says everything that is public, and every example in it runs."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Any, get_args

import pytest
from package.test_public_api import MODULES, NEEDS

from dukcapil import law
from dukcapil.blanko import Entry
from dukcapil.register._kinds import KINDS

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_reference_page_that_is_in_the_menu(module: str) -> None:
    page = ROOT / "docs" / "reference" / f"{module}.md"
    assert f"::: dukcapil.{module}" in page.read_text()
    assert f"reference/{module}.md" in (ROOT / "mkdocs.yml").read_text()


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_and_class_has_a_docstring_with_an_example(module: str) -> None:
    for needed in NEEDS.get(module, ()):
        pytest.importorskip(needed)
    loaded = importlib.import_module(f"dukcapil.{module}")
    for name in loaded.__all__:
        value = getattr(loaded, name)
        if callable(value) and not isinstance(value, type(int | str) | GenericAlias):
            assert value.__doc__, name
            is_plain = issubclass(value, Exception) if isinstance(value, type) else False
            if not (is_plain or ">>>" in value.__doc__):
                assert name in WITHOUT_EXAMPLE, name


def test_the_examples_of_every_module_run() -> None:
    found = importlib.util.spec_from_file_location("examples", ROOT / "conftest.py")
    assert found is not None
    assert found.loader is not None
    conftest = importlib.util.module_from_spec(found)
    found.loader.exec_module(conftest)
    searched = {path for path in SOURCES if conftest._docstrings.should_parse(path)}
    packages = {
        path.relative_to(ROOT / "src" / "dukcapil").parts[0] for path in {*SOURCES} - searched
    }
    assert packages <= {"frames", "plots", "serial", "spreadsheets", "store"}


WITHOUT_EXAMPLE = {
    "Certainty",  # plain enumerations, shown by those who use them
    "Blank",
    "EndOfStay",
    "LateFact",
    "LeapDay",
    "Level",
    "Sex",
    "Biometric",
    "CardStatus",
    "Cohort",
    "Flow",
    "Stage",
    "Binding",
    "Engine",
    "Exactness",
    "FailedPrints",
    "Figure",
    "CoverageRow",  # parts of an answer, shown by the function that gives it
    "Fan",
    "MonthOutlook",
    "Outlook",
    "TreeOutlook",
    "Required",
    "Infeasible",
    "CoverageChange",
    "Disagreement",
    "Bounds",
    "MonthBounds",
    "MonthEnd",
    "Backtest",
    "Intermittent",
    "ForecastMethod",
    "Deliveries",
    "DeliveryAssumptions",
    "DeliveryCase",
    "DemandForecast",
    "DemandHistories",
    "ReconciledForecasts",
    "ReconciledRow",
    "Reconciling",
    "IntermittentDemand",
    "TrendAndSeason",
    "MethodScore",
    "Newsvendor",
    "PolicyMeasures",
    "ReorderPoint",
    "SeasonalFactor",
    "SeasonalLevel",
    "Trajectory",
    "Method",
    "Import",
    "Moment",
    "MovementKind",
    "MovementRow",
    "Movements",
    "PlaceBalance",
    "PlaceKind",
    "PrintCheck",
    "ProvincialReport",
    "Reconciliation",
    "DestructionRow",
    "Destructions",
    *("AgeRow", "StockAgeing", "CountRow", "CountSheet", "DocumentMoves", "DocumentRow"),
    *("HandOver", "HandOverRow", "PlaceMonth", "PlaceMovements", "StockValue", "ValueRow"),
    "InTransit",
    "InTransitRow",
    "SerialHistory",
    "SerialLine",
    "StockCard",
    "StockLine",
    "StockOut",
    "StockOutRun",
    "TrialBalance",
    # Entries whose fields are those of `Allocated`.
    *(kind.__name__ for kind in get_args(Entry)),
    "ShareRow",
    "Sharing",
    "BacklogRow",
    "BacklogTable",
    "BlankUse",
    "Contribution",
    "Decomposition",
    "EarlyRow",
    "EarlyTable",
    "FlowCount",
    "FlowRow",
    "FlowTable",
    "RevisionCount",
    "RevisionRow",
    "RevisionTable",
    "Kitagawa",
    "MonthlyRates",
    "NewlyObliged",
    "NewlyObligedRow",
    "StageRow",
    "StageTable",
    "SuppressedCounts",
    "SuppressedCountsRow",
    "SuppressedRow",
    "SuppressedTable",
    "Timeliness",
    "TimelinessStep",
    "CrewSheet",
    "PlannedDay",
    "Replan",
    "Sent",
    "TimedVisit",
    "VenueKind",
    "VenueRow",
    "VenueTable",
    "Visit",
    "Event",
    # Events whose fields are those of `BiometricsCaptured` and `CardPrinted`.
    *(kind.__name__ for kind in KINDS),
}


@cache
def documented(griffe: Any) -> Any:  # noqa: ANN401  of griffe
    """The library as the reference sees it."""
    return griffe.load("dukcapil", search_paths=[ROOT / "src"], resolve_aliases=True)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_in_the_reference(module: str) -> None:
    """The reference shows what has a docstring, functions and constants alike."""
    griffe = pytest.importorskip("griffe")
    for needed in NEEDS.get(module, ()):
        pytest.importorskip(needed)
    package = documented(griffe)
    loaded = importlib.import_module(f"dukcapil.{module}")
    assert [n for n in loaded.__all__ if not package[f"{module}.{n}"].has_docstring] == []


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text()
    pages = [page for page in PAGES if not page.name.endswith(".id.md")]  # theirs stands for both
    missing = [str(page.relative_to(ROOT / "docs")) for page in pages]
    assert [page for page in missing if page not in menu] == []


def test_every_code_block_is_of_a_kind_that_the_tests_run() -> None:
    """Blocks marked otherwise than `python` would be passed over in silence."""
    kinds = {
        kind
        for page in [*PAGES, ROOT / "README.md"]
        for kind in re.findall(r"^```(.+)$", page.read_text(), flags=re.MULTILINE)
    }
    assert kinds <= {"python", "sh", "text", "json", "csv"}


@pytest.mark.parametrize("name", ["law.md", "law.id.md"])
def test_every_citation_stands_on_the_page_of_the_law(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for citation in law.CITATIONS:
        assert str(citation) in page
        assert citation.address is None or citation.address in page


def test_the_first_screen_of_the_readme_runs_an_example_and_gives_two_commands() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert "```python" in lines[:15]
    commands = [line for line in lines if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert "examples/bekasi_2020.py" in commands[0]
    assert "-m pytest" in commands[1]


def test_no_source_reads_the_clock() -> None:
    clocks = re.compile(r"\b(?:today|now|utcnow|time|monotonic)\(\)")
    assert [path.name for path in SOURCES if clocks.search(path.read_text())] == []
