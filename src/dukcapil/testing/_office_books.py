"""Hypothesis strategies for office books, plain and deformed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from dukcapil.months import Month
from dukcapil.residents import Resident
from dukcapil.testing._office.blanks import Movement, PrintedDay, print_log, stock_card
from dukcapil.testing._office.deformities import Deformity
from dukcapil.testing._office.figures import DKBRow, dkb_table
from dukcapil.testing._office.people import residents_export
from dukcapil.testing._office.sheets import OfficeBook

__all__ = ["dkb_tables", "print_logs", "residents_exports", "stock_cards"]

T = TypeVar("T")
_SEEDS = st.integers(0, 2**32 - 1)
_ALL = tuple(Deformity)
_JANUARY = Month(2020, 1)
_MONTHS = st.integers(1, 2).map(lambda count: Month.range(_JANUARY, _JANUARY + count))


def _sets(deformities: Iterable[Deformity]) -> st.SearchStrategy[Sequence[Deformity]]:
    return st.lists(st.sampled_from(tuple(deformities)), unique=True)


def residents_exports(
    deformities: Iterable[Deformity] = _ALL,
) -> st.SearchStrategy[OfficeBook[Resident]]:
    """Generate exports of residents, as `residents_export` makes them.

    Args:
        deformities: those that are chosen from; at least one.

    Examples:
        >>> from dukcapil.testing import residents_exports
        >>> residents_exports().example()  # doctest: +SKIP
        OfficeBook(sheets=2, records=5)
    """
    return st.builds(
        residents_export,
        seed=_SEEDS,
        people=st.integers(1, 12),
        kelurahan=st.integers(1, 2),
        deformities=_sets(deformities),
    )


def stock_cards(deformities: Iterable[Deformity] = _ALL) -> st.SearchStrategy[OfficeBook[Movement]]:
    """Generate stock cards, as `stock_card` makes them, from 1,000 blanks on.

    Args:
        deformities: those that are chosen from; at least one.

    Examples:
        >>> from dukcapil.testing import stock_cards
        >>> stock_cards().example()  # doctest: +SKIP
        OfficeBook(sheets=1, records=4)
    """
    return st.builds(
        stock_card,
        seed=_SEEDS,
        movements=st.integers(1, 10),
        months=_MONTHS,
        deformities=_sets(deformities),
    )


def print_logs(
    deformities: Iterable[Deformity] = _ALL,
) -> st.SearchStrategy[OfficeBook[PrintedDay]]:
    """Generate logs of printing, as `print_log` makes them.

    Args:
        deformities: those that are chosen from; at least one.

    Examples:
        >>> from dukcapil.testing import print_logs
        >>> print_logs().example()  # doctest: +SKIP
        OfficeBook(sheets=2, records=6)
    """
    return st.builds(
        print_log,
        seed=_SEEDS,
        days=st.integers(1, 10),
        months=_MONTHS,
        deformities=_sets(deformities),
    )


def dkb_tables(deformities: Iterable[Deformity] = _ALL) -> st.SearchStrategy[OfficeBook[DKBRow]]:
    """Generate DKB tables, as `dkb_table` makes them.

    Args:
        deformities: those that are chosen from; at least one.

    Examples:
        >>> from dukcapil.testing import dkb_tables
        >>> dkb_tables().example()  # doctest: +SKIP
        OfficeBook(sheets=1, records=3)
    """
    return st.builds(
        dkb_table,
        seed=_SEEDS,
        kelurahan=st.integers(1, 8),
        deformities=_sets(deformities),
    )
