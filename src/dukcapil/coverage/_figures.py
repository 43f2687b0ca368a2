"""Figures of a published table by date, place and sex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from dukcapil._shared.coverage import Coverage
from dukcapil.coverage._figure_rows import Line, Spot
from dukcapil.nik import Sex
from dukcapil.regions import RegionCode

__all__ = ["COVERED", "STAGES", "Figures", "Group", "Published", "figures_of", "nearest_parents"]

STAGES: Final = {"recorded": "not_recorded", "holding": "not_holding"}
"""Stages of a person, each with the figure of those who are not there."""


COVERED: Final = (*STAGES, "print_ready")
"""Figures with a coverage; the print ready are those recorded whose card is still to be printed."""


class Group:
    """The figures of one sex, or of both, at one spot.

    Attributes:
        counts: the count of each figure, printed or following from two others.
        printed: readings of each percentage as printed.
        row_of: the row in which each figure is printed, percentages as `recorded_percent`.
        coverage_of: the share of the obliged of each other figure, where both are known.
    """

    __slots__ = ("counts", "coverage_of", "printed", "row_of")

    def __init__(self) -> None:
        """Make a group without figures."""
        self.counts: dict[str, int] = {}
        self.printed: dict[str, tuple[str, ...]] = {}
        self.row_of: dict[str, int] = {}
        self.coverage_of: dict[str, Coverage] = {}

    def add(self, line: Line) -> None:
        """Take a figure as printed."""
        figure = line.column.figure
        if line.column.is_percent:
            self.printed[figure] = line.printed
        else:
            self.counts[figure] = line.people
        self.row_of[line.column._replace(sex=None).name] = line.row

    def row(self, *figures: str) -> int:
        """Return the row of the first of the figures that is printed, or of the last one."""
        rows = [self.row_of[figure] for figure in figures if figure in self.row_of]
        return rows[0] if rows else max(self.row_of.values())

    def complete(self) -> None:
        """Compute the figures that are not printed and follow from two others."""
        counts = self.counts
        for stage, others in STAGES.items():
            if stage in counts and others in counts:
                counts.setdefault("obliged", counts[stage] + counts[others])
        for stage, others in STAGES.items():
            # More than the obliged is a failed check, and nothing follows from it.
            if others in counts and counts[others] <= counts.get("obliged", -1):
                counts.setdefault(stage, counts["obliged"] - counts[others])

    def cover(self) -> None:
        """Make the coverages of complete figures, once, since those above the whole warn."""
        obliged = self.counts.get("obliged")
        if obliged is not None:
            self.coverage_of = {
                figure: Coverage(obliged=obliged, covered=count)
                for figure, count in self.counts.items()
                if figure != "obliged"
            }


Figures = dict[Spot, dict[Sex | None, Group]]
"""Groups by sex, None for both, of each spot."""


class Published(NamedTuple):
    """All that was read of a table.

    Attributes:
        lines: the figures, in order of the rows.
        figures: the groups of the lines.
        inside: the spots inside each spot that has others inside.
        seen: the first row of each region and date, refused rows among them.
        refused: the numbers of the refused rows.
    """

    lines: Sequence[Line]
    figures: Figures
    inside: Mapping[Spot, Sequence[Spot]]
    seen: Mapping[tuple[date, RegionCode], int]
    refused: frozenset[int]


def figures_of(lines: Iterable[Line]) -> Figures:
    """Group lines, of which no two tell the same figure, and complete their groups."""
    figures: Figures = defaultdict(dict)
    for line in lines:
        spot = Spot(line.on, line.row if line.region is None else line.region)
        figures[spot].setdefault(line.column.sex, Group()).add(line)
    for groups in figures.values():
        for group in groups.values():
            group.complete()
        if Sex.MALE in groups and Sex.FEMALE in groups:
            _add_sexes(groups)
        for group in groups.values():
            group.cover()
    return dict(figures)


def _add_sexes(groups: dict[Sex | None, Group]) -> None:
    """Complete the figures of both sexes by those of each."""
    male, female = groups[Sex.MALE], groups[Sex.FEMALE]
    total = groups.setdefault(None, Group())
    for figure in male.counts.keys() & female.counts.keys():
        total.counts.setdefault(figure, male.counts[figure] + female.counts[figure])
    total.row_of = total.row_of or female.row_of
    total.complete()


def nearest_parents(figures: Figures) -> dict[Spot, list[Spot]]:
    """Return the spots inside each spot with others inside, nearest only."""
    inside: dict[Spot, list[Spot]] = defaultdict(list)
    for spot in figures:
        if isinstance(spot.place, RegionCode):
            above = (Spot(spot.on, wider) for wider in spot.place.ancestors)
            parent = next((one for one in above if one in figures), None)
            if parent is not None:
                inside[parent].append(spot)
    return dict(inside)
