"""Properties of coverages."""

from __future__ import annotations

import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from dukcapil import Coverage, CoverageTable

DAYS = (date(2020, 6, 30), date(2020, 12, 31))


@st.composite
def coverages(draw: st.DrawFn) -> Coverage:
    obliged = draw(st.integers(0, 10**12))
    return Coverage(obliged=obliged, covered=draw(st.integers(0, obliged)))


rows = st.dictionaries(
    st.tuples(st.text("abc", min_size=1, max_size=3), st.sampled_from(DAYS)),
    coverages(),
    min_size=1,
)


def exact_percent(coverage: Coverage, digits: int) -> Decimal:
    """Compute the quotient to ample places, then round it by the decimal module."""
    with localcontext() as context:
        context.prec = 60
        quotient = Decimal(100 * coverage.covered) / Decimal(coverage.obliged)
        return quotient.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


class TestPercentages:
    """Percentages are rounded half-up to the digits asked for."""

    @given(coverages().filter(lambda it: it.obliged > 0), st.integers(0, 6))
    def test_they_equal_the_decimal_quotient(self, coverage: Coverage, digits: int) -> None:
        assert coverage.percent(digits=digits) == exact_percent(coverage, digits)

    @given(st.integers(1, 100), st.integers(0, 6))
    def test_a_tie_is_rounded_up(self, half: int, digits: int) -> None:
        """With this denominator an odd numerator ends in a five behind the last digit."""
        tie = Coverage(obliged=2 * 10 ** (digits + 2), covered=2 * half - 1)
        assert tie.percent(digits=digits) == Decimal(half).scaleb(-digits)

    @given(coverages().filter(lambda it: it.obliged > 0), st.integers(0, 6))
    def test_its_own_percentage_agrees_with_a_coverage(
        self, coverage: Coverage, digits: int
    ) -> None:
        printed = str(coverage.percent(digits=digits))
        assert coverage.agrees_with(f"{Decimal(printed):f}")
        assert coverage.agrees_with(f"{Decimal(printed):f} %".replace(".", ","))


class TestAdding:
    """Roll-ups add counts, never percentages."""

    @given(coverages(), coverages(), coverages())
    def test_addition_is_that_of_counts(self, a: Coverage, b: Coverage, c: Coverage) -> None:
        assert a + b == b + a
        assert (a + b) + c == a + (b + c)
        assert (a + b).gap == a.gap + b.gap

    @given(rows)
    def test_any_roll_up_has_the_same_total(self, cells: dict[tuple[str, date], Coverage]) -> None:
        table = CoverageTable.of([(key, on, it) for (key, on), it in cells.items()])
        rolled = table.roll_up(lambda key: key[0])
        for on in table.dates:
            assert rolled.total(on=on) == table.total(on=on)
            assert table.total(on=on).obliged == sum(
                it.obliged for (_, day), it in cells.items() if day == on
            )

    @given(rows)
    def test_roll_ups_compose(self, cells: dict[tuple[str, date], Coverage]) -> None:
        table = CoverageTable.of([(key, on, it) for (key, on), it in cells.items()])
        in_two_steps = table.roll_up(lambda key: key[:2]).roll_up(lambda key: key[0])
        assert in_two_steps == table.roll_up(lambda key: key[0])


class TestOrder:
    """Results do not depend on the order of the input."""

    @given(rows, st.randoms(use_true_random=False))
    def test_a_table_is_the_same_in_any_order(
        self, cells: dict[tuple[str, date], Coverage], rng: random.Random
    ) -> None:
        ordered = [(key, on, it) for (key, on), it in cells.items()]
        shuffled = rng.sample(ordered, len(ordered))
        one, other = CoverageTable.of(ordered), CoverageTable.of(shuffled)
        assert one == other
        assert str(one) == str(other)
        for on in one.dates:
            assert one.rank(on=on) == other.rank(on=on)
            assert one.rank(on=on, by="gap") == other.rank(on=on, by="gap")

    @given(rows)
    def test_ranking_never_goes_back_up(self, cells: dict[tuple[str, date], Coverage]) -> None:
        table = CoverageTable.of([(key, on, it) for (key, on), it in cells.items()])
        for on in table.dates:
            ratios = [row.coverage.ratio for row in table.rank(on=on)]
            known = [ratio for ratio in ratios if ratio is not None]
            assert known == sorted(known)
            assert ratios[len(known) :] == [None] * (len(ratios) - len(known))
