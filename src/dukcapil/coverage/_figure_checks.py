"""Checks of published figures against each other; each failure gives both numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from dukcapil._shared.problems import Problem
from dukcapil._shared.sentences import Sentence
from dukcapil.coverage._figure_headings import FIGURES, FigureColumn
from dukcapil.coverage._figure_names import expected_children
from dukcapil.coverage._figure_rows import Spot
from dukcapil.coverage._figures import STAGES, Figures, Group, Published
from dukcapil.nik import Sex
from dukcapil.regions import Level, RegionCode

__all__ = ["failed_checks"]

_DAYS_A_YEAR: Final = Fraction(1461, 4)
_LEVEL_NAMES: Final = {
    Level.KAB_KOTA: "kabupaten/kota",
    Level.KECAMATAN: "kecamatan",
    Level.DESA_KELURAHAN: "kelurahan",
}


def failed_checks(table: Published, yearly_change: Fraction) -> list[Problem]:
    """Return all failures, in no order."""
    found: list[Problem] = []
    for groups in table.figures.values():
        found += _sexes(groups)
        for sex, group in groups.items():
            found += _parts(group, sex)
            found += _above_recorded(group, sex)
            found += _above_whole(group, sex)
            found += _percentages(group, sex)
    found += _levels(table)
    found += _sum_rows(table)
    found += _missing_regions(table)
    found += _moved(table.figures, yearly_change)
    return found


def _problem(row: int, figure: str, sex: Sex | None, reason: str) -> Problem:
    return Problem(row=row, column=FigureColumn(figure, sex, is_percent=False).name, reason=reason)


def _sexes(groups: Mapping[Sex | None, Group]) -> Iterator[Problem]:
    """Compare men and women with both."""
    if len(groups) < 3:
        return
    total, male, female = (groups[sex].counts for sex in (None, Sex.MALE, Sex.FEMALE))
    for figure in FIGURES:
        if figure not in total or figure not in male or figure not in female:
            continue
        both = male[figure] + female[figure]
        if both != total[figure]:
            reason = Sentence(
                "sexes",
                male=male[figure],
                female=female[figure],
                both=both,
                total=total[figure],
            )
            yield _problem(groups[None].row(figure), figure, None, reason)


def _parts(group: Group, sex: Sex | None) -> Iterator[Problem]:
    """Compare those at a stage and those not there with the obliged."""
    counts = group.counts
    for stage, others in STAGES.items():
        if stage in counts and others in counts:
            both = counts[stage] + counts[others]
            if both != counts["obliged"]:
                reason = Sentence(
                    "parts",
                    stage=stage,
                    there=counts[stage],
                    others=others.replace("_", " "),
                    elsewhere=counts[others],
                    both=both,
                    obliged=counts["obliged"],
                )
                yield _problem(group.row(stage, others), stage, sex, reason)


def _above_recorded(group: Group, sex: Sex | None) -> Iterator[Problem]:
    """Compare the print ready and the holders, who are all recorded, with the recorded."""
    ready, recorded = group.counts.get("print_ready"), group.counts.get("recorded")
    if ready is None or recorded is None:
        return
    holding = group.counts.get("holding", 0)
    if ready + holding > recorded:
        reason = Sentence("above recorded", ready=ready, holding=holding, recorded=recorded)
        yield _problem(group.row("print_ready"), "print_ready", sex, reason)


def _above_whole(group: Group, sex: Sex | None) -> Iterator[Problem]:
    for figure, coverage in group.coverage_of.items():
        if coverage.covered > coverage.obliged:
            covered, obliged = coverage.covered, coverage.obliged
            reason = Sentence("above whole", covered=covered, obliged=obliged)
            yield _problem(group.row(figure), figure, sex, reason)


def _percentages(group: Group, sex: Sex | None) -> Iterator[Problem]:
    """Compare printed percentages with the quotients of counts, to the digits printed."""
    for figure, readings in group.printed.items():
        coverage = group.coverage_of.get(figure)
        if coverage is None or any(map(coverage.agrees_with, readings)):
            continue
        digits = len(readings[0].rstrip("% ").replace(",", ".").partition(".")[2])
        printed = readings[0].rstrip("% ")
        computed = coverage.percent(digits=digits)
        if computed is None:
            reason = Sentence("percentage of nobody", printed=printed)
        else:
            reason = Sentence(
                "percentage",
                printed=printed,
                covered=coverage.covered,
                obliged=coverage.obliged,
                computed=computed,
            )
        column = FigureColumn(figure, sex, is_percent=True)
        yield Problem(row=group.row(f"{figure}_percent"), column=column.name, reason=reason)


def _levels(table: Published) -> Iterator[Problem]:
    """Compare regions with the sums of the regions inside them, unless one of those is refused."""
    figures = table.figures
    refused = {
        Spot(on, wider)
        for on, region in table.seen
        if (on, region) not in figures
        for wider in region.ancestors
    }
    for spot, parts in table.inside.items():
        if spot in refused:
            continue
        for sex, group in figures[spot].items():
            of_parts = [figures[part][sex].counts for part in parts if sex in figures[part]]
            for figure, count in group.counts.items():
                found = [counts[figure] for counts in of_parts if figure in counts]
                if len(found) == len(parts) and sum(found) != count:
                    reason = Sentence(
                        "regions inside",
                        count=len(parts),
                        people=sum(found),
                        region=str(spot.place),
                        printed=count,
                    )
                    yield _problem(group.row(figure), figure, sex, reason)


def _sum_rows(table: Published) -> Iterator[Problem]:
    """Compare rows of sums with the rows above: all of them, or those since the last sum.

    Below a refused row, whose figures are not known, nothing is compared.
    """
    first_refused = min(table.refused, default=None)
    of_block: dict[tuple[date, FigureColumn], int] = defaultdict(int)
    of_all: dict[tuple[date, FigureColumn], int] = defaultdict(int)
    for line in table.lines:
        key = line.on, line.column
        if first_refused is not None and line.row > first_refused:
            return
        if line.column.is_percent:
            continue
        if line.region is not None:
            if Spot(line.on, line.region) not in table.inside:  # the others are sums themselves
                of_block[key] += line.people
                of_all[key] += line.people
            continue
        if key not in of_all:  # men and women alone stand above
            continue
        block, everything = of_block.pop(key, 0), of_all[key]
        if line.people not in {block, everything}:
            kind = "sum" if block == everything else "sum of a block"
            reason = Sentence(kind, people=everything, block=block, printed=line.people)
            yield Problem(row=line.row, column=line.column.name, reason=reason)


def _missing_regions(table: Published) -> Iterator[Problem]:
    """Compare the regions with those of the tables of the library.

    A row of a region vouches for all inside it, and one kelurahan for all of its kecamatan: tables
    by kelurahan are of whole kecamatan, but those of kabupaten and provinces may be choices.
    """
    rows: dict[tuple[date, RegionCode], int] = {}
    for (on, region), row in table.seen.items():
        for wider in (region, *region.ancestors):
            rows.setdefault((on, wider), row)
    for (on, region), row in rows.items():
        expected = expected_children(region)
        missing = [child for child in expected if (on, child) not in rows]
        is_whole = (on, region) in table.figures or region.level == Level.KECAMATAN
        if is_whole and 0 < len(missing) < len(expected):
            kind = _LEVEL_NAMES[missing[0].level]
            reason = Sentence(
                "region missing",
                found=len(expected) - len(missing),
                expected=len(expected),
                kind=kind,
                region=str(region),
                day=str(on),
                missing=", ".join(missing),
            )
            yield Problem(row=row, column="region", reason=reason)


def _moved(figures: Figures, yearly_change: Fraction) -> Iterator[Problem]:
    """Compare the obliged of each region with those of the date before."""
    history: dict[tuple[RegionCode, Sex | None], list[tuple[date, Group]]] = defaultdict(list)
    for (on, place), groups in figures.items():
        for sex, group in groups.items():
            # A break of both sexes shows in each of them: it is told once.
            is_told = sex is None or None not in groups
            if is_told and isinstance(place, RegionCode) and "obliged" in group.counts:
                history[place, sex].append((on, group))
    for (_, sex), dated in history.items():
        dated.sort(key=lambda one: one[0])
        for (since, before), (until, after) in pairwise(dated):
            old, new = before.counts["obliged"], after.counts["obliged"]
            most = yearly_change * (until - since).days / _DAYS_A_YEAR
            if abs(new - old) > most * old:
                reason = Sentence(
                    "moved" if old else "moved from none",
                    old=old,
                    since=str(since),
                    new=new,
                    until=str(until),
                    share=_percent(Fraction(abs(new - old), old or 1)),
                    most=_percent(most),
                )
                yield _problem(after.row("obliged"), "obliged", sex, reason)


def _percent(share: Fraction) -> Decimal:
    tenths = (2 * 1000 * share.numerator + share.denominator) // (2 * share.denominator)
    return Decimal(tenths) / 10
