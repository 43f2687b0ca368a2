"""Pictures show the figures of their answers, in the words of the language."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

import attrs
import pytest

pytest.importorskip("matplotlib", reason="pictures need the extra `plots`")

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from support import tables

from dukcapil import Coverage, CoverageTable, Month, RegionCode, Sex, coverage, forecast, plots
from dukcapil._shared.adapters import Plotted
from dukcapil._shared.tables import Tabular
from dukcapil.allocation import Claim, Method, share
from dukcapil.blanko import STORE, Counted, Ledger, Printed, stock_card
from dukcapil.coverage import AgeBands, StageRow, StageTable, partition
from dukcapil.demand import newly_obliged
from dukcapil.distributions import Pmf, Uniform
from dukcapil.errors import MissingExtra
from dukcapil.forecast import Interval, Scenario
from dukcapil.outreach import Venue, VenueKind, plan
from dukcapil.plots import _paper as paper  # its colours are asked for their lightness
from dukcapil.regions import Level

DAYS = [date(2020, 6, 30), date(2020, 12, 31)]


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    mpl.use("Agg")
    yield
    plt.close("all")


def by_date() -> CoverageTable[Any]:
    rows = [("A", DAYS[0], (1_000, 900)), ("A", DAYS[1], (1_100, 1_050)), ("B", DAYS[1], (10, 5))]
    return CoverageTable.of([(k, on, Coverage(obliged=o, covered=c)) for k, on, (o, c) in rows])


def uncertain(**changes: Any) -> forecast.Outlook:  # noqa: ANN401
    scenario = Scenario(
        start=Month(2020, 12),
        months=6,
        not_recorded_people=12,
        recording_capacity_people=4,
        allocation_cards=Uniform(1, 5),
    )
    return forecast.outlook(attrs.evolve(scenario, **changes))


def labels(ax: Axes) -> list[str]:
    """The labels of the legend."""
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def ticks(ax: Axes) -> list[str]:
    """The labels along the upright axis."""
    return [tick.get_text() for tick in ax.get_yticklabels()]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def heights(area: Any) -> Any:  # noqa: ANN401  an array, which matplotlib does not say
    """The heights along the edge of a filled area."""
    return area.get_paths()[0].vertices[:, 1]


def at(line: Any) -> list[float]:  # noqa: ANN401  as above
    """The places of a line, from left to right."""
    return [float(each) for each in line.get_xdata()]


def up(line: Any) -> list[float]:  # noqa: ANN401  as above
    """The heights of a line."""
    return [float(each) for each in line.get_ydata()]


def offsets(points: Any) -> list[list[float]]:  # noqa: ANN401  as above
    """Return the longitude and latitude of each point."""
    return [list(map(float, point)) for point in points.get_offsets()]


def widths(ax: Axes) -> list[float]:
    return [bar.get_width() for bar in bars(ax)]


def bars(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def lightness(color: str) -> float:
    """The relative luminance of a colour, from 0 to 1 (WCAG 2.2)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(color)
    ]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


DRAWN = {name: make for name, make in tables.ANSWERS.items() if isinstance(make(), Plotted)}
OF_MANY = {"FlowTable", "RevisionTable"}


class TestEveryAnswer:
    """The method `plot` of every answer that has a picture."""

    @pytest.mark.parametrize("name", DRAWN)
    def test_is_drawn_by_its_method_in_both_languages(self, name: str) -> None:
        answer = DRAWN[name]()
        options = {"key": answer.rows[0].key} if name in OF_MANY else {}
        for language in ("en", "id"):
            figure, ax = plt.subplots()
            assert answer.plot(ax=ax, language=language, source="BPS", **options) is ax
            figure.canvas.draw()
            assert texts(ax)[-1] == {"en": "source: BPS", "id": "sumber: BPS"}[language]
            assert ax.get_xlabel() or ax.get_title(loc="left")

    @pytest.mark.parametrize("language", ["en", "id"])
    @pytest.mark.parametrize("size", [10, 13])
    @pytest.mark.parametrize("name", DRAWN)
    def test_has_its_words_within_the_paper(self, name: str, size: int, language: str) -> None:
        answer = DRAWN[name]()
        options = {"key": answer.rows[0].key} if name in OF_MANY else {}
        with mpl.rc_context({"font.size": size}):
            ax = answer.plot(language=language, source="BPS", **options)
            ax.figure.canvas.draw()
        legend, paper_ = ax.get_legend(), ax.figure.bbox
        written = [*ax.texts, *(axis.label for axis in (ax.xaxis, ax.yaxis))]
        for one in (*(text for text in written if text.get_text()), *([legend] if legend else [])):
            found = one.get_window_extent()
            assert paper_.x0 - 2 <= found.x0 <= found.x1 <= paper_.x1 + 2, one
            assert paper_.y0 - 2 <= found.y0 <= found.y1 <= paper_.y1 + 2, one

    def test_has_a_picture_if_it_says_so(self) -> None:
        kinds = {type(answer).__name__ for answer in map(_made, DRAWN.values())}
        assert len(kinds) == len(DRAWN) == 15

    def test_has_none_otherwise(self) -> None:
        with pytest.raises(TypeError, match="found MonthlyRates"):
            plots.plot(tables.ANSWERS["MonthlyRates"]())

    def test_refuses_a_language_without_words(self) -> None:
        with pytest.raises(ValueError, match="language"):
            plots.plot(by_date(), language=cast("Any", "nl"))

    def test_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        monkeypatch.delitem(sys.modules, "dukcapil.plots")
        with pytest.raises(MissingExtra, match=re.escape("dukcapil[plots]")):
            by_date().plot()


def _made(make: Callable[[], Tabular]) -> Tabular:
    return make()


class TestColours:
    """Colours without hue."""

    def test_neighbours_differ_in_lightness(self) -> None:
        rows = [paper.SHADES, (paper.DARK, paper.ACCENT), (paper.MIDDLE, paper.ACCENT)]
        rows += [(paper.DARK, paper.MIDDLE, paper.LIGHT)]
        for colors in rows:
            shades = list(map(lightness, colors))
            assert all(
                (max(one, other) + 0.05) / (min(one, other) + 0.05) > 1.4
                for one, other in pairwise(shades)
            )

    @pytest.mark.parametrize("shade", range(2, 6))
    def test_text_is_read_on_a_shade(self, shade: int) -> None:
        ink = lightness(paper.text_on(shade))
        ground = lightness(paper.SHADES[shade])
        assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) > 4.5


class TestCoverage:
    """Coverage and stages."""

    def test_over_time_stacks_the_gap_upon_the_covered(self) -> None:
        ax = by_date().plot(language="id")
        covered, gap = map(heights, ax.collections)
        assert max(covered) == 1_055
        assert max(gap) == 1_110
        assert labels(ax) == ["tercakup", "belum"]
        assert texts(ax) == ["90,00 %", "95,05 %"]
        days = [tick.get_text() for tick in ax.get_xticklabels()]
        assert days == ["30 Jun\n2020", "31 Des\n2020"]

    def test_over_time_says_no_percentage_of_nobody(self) -> None:
        table = CoverageTable.of([("A", on, Coverage(obliged=0, covered=0)) for on in DAYS])
        assert texts(plots.coverage_over_time(table)) == ["", ""]

    def test_by_group_puts_the_largest_gap_on_top(self) -> None:
        rows = [(RegionCode("32.75.01"), (900, 890)), (RegionCode("32.75.02"), (800, 700))]
        table = CoverageTable.of(
            [(key, DAYS[0], Coverage(obliged=o, covered=c)) for key, (o, c) in rows]
        )
        ax = table.plot()
        assert ticks(ax) == ["Bekasi Timur", "Bekasi Barat"]
        assert widths(ax) == [890, 700, 10, 100]
        assert texts(ax) == ["10", "100"]

    def test_one_picture_does_not_do_for_the_other(self) -> None:
        with pytest.raises(ValueError, match="use coverage_over_time"):
            plots.coverage_bars(by_date())
        table = CoverageTable.of([("A", DAYS[0], Coverage(obliged=1, covered=0))])
        with pytest.raises(ValueError, match="use coverage_bars"):
            plots.coverage_over_time(table)

    def test_stages_leave_out_what_nobody_is_at(self) -> None:
        row = StageRow(key=(), on=DAYS[0], counts=(50, 40, 0, 20, 900), blocked=10)
        ax = StageTable([row]).plot()
        assert labels(ax) == [
            "holding",
            "printed",
            "recorded, in process",
            "recorded, blocked",
            "not recorded",
        ]
        assert widths(ax) == [900, 20, 30, 10, 50]
        assert ticks(ax) == ["all"]
        assert texts(ax) == ["110"]
        gap = StageTable([row]).plot(only_gap=True)
        assert widths(gap) == widths(ax)[1:]
        assert labels(gap) == labels(ax)[1:]
        assert texts(gap) == texts(ax)

    def test_stages_over_time_add_up_to_the_obliged(self) -> None:
        answers = [partition(tables.city(), on=on, by=Level.KECAMATAN) for on in reversed(DAYS)]
        ax = plots.stages_over_time(answers)
        top = max(heights(area).max() for area in ax.collections)
        assert top == max(sum(row.obliged for row in table) for table in answers)
        gap = plots.stages_over_time(answers, only_gap=True)
        assert labels(gap) == labels(ax)[1:]
        top = max(heights(area).max() for area in gap.collections)
        assert top == max(sum(sum(row.parts[:-1]) for row in table) for table in answers)
        with pytest.raises(ValueError, match="two dates or more"):
            plots.stages_over_time(answers[:1])

    @pytest.mark.parametrize("swapped", [False, True])
    def test_a_pyramid_has_men_to_the_left(self, swapped: bool) -> None:  # noqa: FBT001
        dimensions = (AgeBands([17, 40]), Sex)
        by = dimensions[::-1] if swapped else dimensions
        table = coverage.measure(tables.city(), on=DAYS[0], by=by)
        ax = plots.age_pyramid(table, language="id")
        people = sum(row.coverage.obliged for row in table.rows)
        assert sum(map(abs, widths(ax))) == people
        men = [row for row in table.rows if Sex.MALE in row.key]
        assert -sum(min(0, width) for width in widths(ax)) == sum(r.coverage.obliged for r in men)
        assert labels(ax) == ["laki-laki, tercakup", "perempuan, tercakup", "belum"]

    def test_a_pyramid_needs_sex_and_age(self) -> None:
        with pytest.raises(ValueError, match="sex and age"):
            plots.age_pyramid(by_date())
        tables_of_two = [
            row
            for on in DAYS
            for row in coverage.measure(tables.city(), on=on, by=(AgeBands([17]), Sex)).rows
        ]
        with pytest.raises(ValueError, match="one date"):
            plots.age_pyramid(CoverageTable(tables_of_two, dimensions=("age", "sex")))


class TestWaterfall:
    """Flows and revisions."""

    @pytest.mark.parametrize("of", ["obliged", "covered"])
    def test_leads_from_one_stock_to_the_other(self, of: Any) -> None:  # noqa: ANN401
        table = coverage.flows(tables.city(), date(2019, 12, 31), DAYS[1])
        (row,) = table.rows
        first, last, *changes = widths(table.plot(of=of))
        assert (first, last) == (getattr(row.before, of), getattr(row.after, of))
        assert first + sum(changes) == last
        assert 0 not in changes

    def test_writes_changes_with_their_sign(self) -> None:
        table = coverage.flows(tables.city(), date(2019, 12, 31), DAYS[1])
        ax = table.plot(language="id")
        assert ticks(ax)[0] == "sebelum"
        assert all(re.fullmatch(r"[+-]?[0-9.]+", text) for text in texts(ax))

    def test_of_several_groups_asks_for_one(self) -> None:
        table = tables.ANSWERS["FlowTable"]()
        with pytest.raises(ValueError, match="found 2; choose one by key="):
            table.plot()
        with pytest.raises(KeyError):
            table.plot(key="nobody")
        with pytest.raises(ValueError, match="'obliged' or 'covered'"):
            table.plot(of="gap")


class TestTimes:
    """Timeliness and backlog."""

    def test_the_curve_is_within_its_band_and_ends_as_the_answer_does(self) -> None:
        answer = coverage.timeliness(tables.city(), on=DAYS[1])
        ax = answer.plot()
        curve = up(ax.lines[0])
        assert curve[-1] == pytest.approx(100 * answer.within(answer.observed_days))
        band = heights(ax.collections[0])
        assert band.min() >= 0
        assert band.max() <= 100
        assert f"median days: {answer.median_days:,}" in labels(ax)

    def test_a_curve_without_steps_has_no_median(self) -> None:
        answer = coverage.Timeliness(steps=(), spells=3, observed_days=30, unreached=3)
        assert labels(answer.plot()) == ["95 % band", "reached the stage, %"]

    def test_waits_stand_in_the_order_of_their_ninth_decile(self) -> None:
        table = tables.ANSWERS["BacklogTable"]()
        ax = table.plot()
        median, ninth, longest = map(at, ax.lines)
        assert ninth == sorted(row.ninth_decile_days for row in table)
        assert sorted(median) == sorted(row.median_days for row in table)
        assert all(one <= other for one, other in zip(ninth, longest, strict=True))


class TestDemand:
    """People newly obliged, and back-tests."""

    def test_each_month_has_a_bar(self) -> None:
        months = Month.range(Month(2020, 1), Month(2022, 1))
        answer = newly_obliged(tables.city(), months, by=Sex)
        ax = answer.plot(language="id")
        assert [bar.get_height() for bar in bars(ax)] == list(answer.by_month())
        assert [tick.get_text() for tick in ax.get_xticklabels()][2] == "Sep\n2020"

    def test_the_best_method_is_on_top_and_the_naive_is_a_line(self) -> None:
        answer = tables.ANSWERS["Backtest"]()
        ax = answer.plot()
        assert widths(ax) == sorted((score.crps for score in answer.scores), reverse=True)
        assert at(ax.lines[0]) == [answer.scores[0].crps] * 2


class TestBlanks:
    """Stock cards and shares."""

    def card(self) -> Any:  # noqa: ANN401
        ledger = Ledger().post(
            Counted(id="c-1", on=date(2020, 11, 3), at=STORE, counted_cards=120),
            Printed(id="p-1", on=date(2020, 11, 5), cards=120),
        )
        return stock_card(ledger, STORE, since=date(2020, 11, 1), until=date(2020, 12, 1))

    def test_steps_are_the_balances_and_days_without_blanks_are_shaded(self) -> None:
        ax = self.card().plot()
        assert up(ax.lines[0]) == [0, 120, 0, 0]
        shaded = [(bar.get_x(), bar.get_width()) for bar in bars(ax)]
        assert shaded == [
            (date(2020, 11, 1).toordinal(), 2),
            (date(2020, 11, 6).toordinal(), 25),
        ]
        assert labels(ax) == ["days without blanks", "counted"]

    def test_a_period_without_anything_to_mark_has_no_legend(self) -> None:
        ledger = Ledger().post(Counted(id="c-1", on=date(2020, 11, 3), at=STORE, counted_cards=120))
        day = date(2020, 12, 1)
        for until in (day, date(2020, 12, 20)):
            card = stock_card(ledger, STORE, since=day, until=until)
            assert card.plot().get_legend() is None

    def test_methods_stand_side_by_side(self) -> None:
        claims = [Claim(key="A", weight=7), Claim(key="B", weight=2)]
        sharings = [share(90, claims, method=method) for method in list(Method)[:4]]
        ax = plots.shares_side_by_side(*sharings)
        assert widths(ax) == [row.cards for sharing in sharings for row in sharing]
        assert labels(ax) == [str(sharing.method) for sharing in sharings]
        assert texts(ax) == [str(row.cards) for sharing in sharings for row in sharing]
        with pytest.raises(ValueError, match="1 to 6"):
            plots.shares_side_by_side()
        with pytest.raises(ValueError, match="same points"):
            plots.shares_side_by_side(sharings[0], share(90, claims[:1]))


class TestForecast:
    """Outlooks, bounds, trajectories and distributions."""

    def test_the_fan_ends_where_its_quantiles_do(self) -> None:
        answer = uncertain()
        ax = answer.plot()
        widest = heights(ax.collections[0])
        shares = answer.month_outlooks[0].outstanding_people.shares
        fans = [one.outstanding_people for one in answer.month_outlooks]
        assert widest.max() == max(fan.quantile(shares[-1]).high for fan in fans)
        assert up(ax.lines[0]) == [f.mean.value for f in fans]
        assert labels(ax)[:3] == ["5 - 95 %", "25 - 75 %", "mean"]
        assert answer.cleared_with(Fraction(19, 20)) is not None or "cleared" not in str(labels(ax))

    def test_the_marks_are_the_months_of_the_answer(self) -> None:
        answer = uncertain(months=16)
        month = answer.cleared_with(Fraction(9, 10))
        assert month is not None
        ax = answer.plot(of=forecast.Figure.ON_HAND, confidence=Fraction(9, 10), language="id")
        assert f"antrean pernah habis: {paper.month_text(month, 'id')}, 90 %" in labels(ax)
        assert ax.get_ylabel() == "blangko, keping"

    def test_a_share_has_the_comma_of_the_language(self) -> None:
        answer = forecast.outlook(
            uncertain().scenario, quantiles=(Fraction(1, 40), Fraction(39, 40))
        )
        assert labels(answer.plot(language="id"))[0] == "2,5 - 97,5 %"
        alone = forecast.outlook(uncertain().scenario, quantiles=(Fraction(1, 2),))
        assert labels(alone.plot())[0] == "mean"

    def test_what_binds_adds_up_to_certainty(self) -> None:
        ax = plots.binding_bars(uncertain())
        sums = {round(b.get_x(), 6): 0.0 for b in bars(ax)}
        for bar in bars(ax):
            sums[round(bar.get_x(), 6)] += bar.get_height()
        assert list(sums.values()) == pytest.approx([100] * 6)

    def test_bounds_mark_the_earliest_and_the_latest_month(self) -> None:
        answer = forecast.bounds(
            attrs.evolve(
                uncertain().scenario,
                allocation_cards=Interval(2, 5),
                recording_capacity_people=6,
            )
        )
        ax = answer.plot(language="id")
        assert up(ax.lines[0]) == [one.outstanding_people.low for one in answer.month_bounds]
        assert labels(ax)[1:] == [
            f"antrean habis paling {word}: {paper.month_text(month, 'id')}"
            for word, month in (
                ("cepat", answer.cleared_earliest),
                ("lambat", answer.cleared_latest),
            )
            if month is not None
        ]

    def test_a_trajectory_stacks_people_beside_a_line_of_blanks(self) -> None:
        answer = tables.ANSWERS["Trajectory"]()
        ax = answer.plot()
        top = max(heights(area).max() for area in ax.collections)
        assert top == max(end.outstanding_people for end in answer.month_ends)
        assert up(ax.lines[0]) == [end.on_hand_cards for end in answer.month_ends]

    def test_a_distribution_has_all_its_probability_in_its_bars(self) -> None:
        for distribution in (Uniform(1, 6), Uniform(15_000, 20_000), Pmf({7: 1})):
            ax = distribution.plot(unit="cards")
            chances = [bar.get_height() for bar in bars(ax)[:-1]]  # the last is the middle 90 %
            assert sum(chances) == pytest.approx(100)
            assert at(ax.lines[0])[0] == float(distribution.mean)

    @pytest.mark.parametrize(("amounts", "wide"), [(60, 1), (61, 2), (300, 5), (301, 10)])
    def test_bars_of_several_amounts_are_of_a_round_number(self, amounts: int, wide: int) -> None:
        ax = Uniform(1, amounts).plot(unit="cards")
        assert bars(ax)[0].get_width() == wide
        assert ax.get_ylabel() == (f"probability per {wide}, %" if wide > 1 else "probability, %")


class TestPlans:
    """Boards and maps."""

    def venues(self) -> list[Venue]:
        return [
            Venue(
                id=f"venue {number}",
                kind=VenueKind.SCHOOL,
                region=RegionCode(f"32.75.0{number}.1001"),
                expected_people=100 * number,
            )
            for number in range(1, 4)
        ]

    def days(self, count: int) -> list[date]:
        return [date(2020, 3, number) for number in range(1, count + 1)]

    def test_a_board_has_a_field_for_each_visit(self) -> None:
        answer = plan(self.venues(), crews=2, days=self.days(2), per_crew_day=120)
        ax = answer.plot(language="id")
        assert len(bars(ax)) == len(answer.visits) == len(ax.texts)
        assert ax.get_title(loc="left") == f"{answer.recorded} terekam"
        assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1 Mar\n2020", "2 Mar\n2020"]

    def test_a_wide_board_leaves_the_names_out(self) -> None:
        answer = plan(self.venues(), crews=1, days=self.days(12), per_crew_day=120)
        ax = answer.plot()
        assert len(bars(ax)) == len(answer.visits)
        assert len(ax.get_xticks()) == 6
        assert texts(ax) == []

    def test_a_map_has_a_tile_for_each_kecamatan(self) -> None:
        answer = plan(self.venues(), crews=1, days=self.days(1), per_crew_day=120)
        ax = plots.plan_map(answer)
        assert texts(ax) == ["Bekasi\nTimur\n0 / 100", *texts(ax)[1:]]
        assert len(bars(ax)) == 3
        spread = {RegionCode(f"32.75.0{number}"): (number, 0) for number in range(1, 4)}
        moved = plots.plan_map(answer, tiles=spread)
        assert [text.get_position() for text in moved.texts] == [(1, 0), (2, 0), (3, 0)]

    def test_points_are_filled_where_a_crew_goes(self) -> None:
        *placed, nowhere = self.venues()
        venues = [
            attrs.evolve(venue, point=(-6.2 - at / 10, 107.0 + at / 10))
            for at, venue in enumerate(placed)
        ]
        answer = plan([*venues, nowhere], crews=2, days=self.days(1), per_crew_day=120)
        ax = plots.plan_map(answer, language="id")
        visited, others = ax.collections
        assert offsets(visited) == [[107.1, -6.3]]
        assert offsets(others) == [[107.0, -6.2]]
        tiles = {RegionCode(f"32.75.0{number}"): (number, 0) for number in range(1, 4)}
        assert len(bars(plots.plan_map(answer, tiles=tiles))) == 3
        assert labels(ax) == ["dikunjungi", "tidak dikunjungi"]
        ax.figure.canvas.draw()
        assert any("107," in tick.get_text() for tick in ax.get_xticklabels())
