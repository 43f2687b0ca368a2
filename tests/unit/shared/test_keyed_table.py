"""The order of rows with keys."""

from collections.abc import Hashable
from datetime import date
from itertools import permutations

import pytest

from dukcapil.coverage import Coverage, CoverageRow, CoverageTable

ON = date(2020, 12, 31)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["A 2", "A 10", "B 1"], id="numbers in text by their size"),
        pytest.param([("A",), ("A", 2), ("A", 10), ()], id="of several parts"),
        pytest.param([(1, "A"), (2, "A"), (True, "B")], id="equal parts of several types"),
        pytest.param([((1,), "A"), ((2,), "A"), ((True,), "B")], id="parts in parts"),
    ],
)
def test_rows_stand_in_one_order_whatever_the_order_given(keys: list[Hashable]) -> None:
    rows = [CoverageRow(key=key, on=ON, coverage=Coverage(obliged=1, covered=1)) for key in keys]
    for some in permutations(rows):
        table = CoverageTable(some, dimensions=("one", "other"))
        assert [row.key for row in table] == keys
