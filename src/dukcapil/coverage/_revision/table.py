"""The answer of revisions: what was published, the late facts, and what is known now."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_type
from dukcapil._shared.coverage import Coverage, check_changes
from dukcapil._shared.keyed_table import KeyedTable, by_key, named_dimensions, row_index
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind
from dukcapil._shared.values import Value
from dukcapil.coverage._revision.late_facts import LATE_FACTS, LateFact
from dukcapil.nik import NIK

__all__ = ["RevisionCount", "RevisionRow", "RevisionTable"]

K = TypeVar("K", bound=Hashable)

_FindPeople = Callable[[K, LateFact], Sequence[NIK]]
_COLUMNS: Final = (
    Column("late_fact"),
    Column("people", Kind.COUNT),
    Column("obliged", Kind.COUNT),
    Column("obliged_change", Kind.CHANGE),
    Column("covered", Kind.COUNT),
    Column("covered_change", Kind.CHANGE),
)


@final
@attrs.frozen(kw_only=True)
class RevisionCount(Value):
    """Change of a figure by one kind of late fact; negative where it takes away.

    Attributes:
        fact: the kind.
        people: persons whom it moved into the figure, within it, or out of it.
        obliged: change of the obliged, in persons.
        covered: change of the covered, in persons.
    """

    fact: LateFact
    people: int
    obliged: int
    covered: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "fact", self.fact, LateFact)
        check_count(self, "people", self.people)
        check_type(self, "obliged", self.obliged, int)
        check_type(self, "covered", self.covered, int)


def _as_counts(counts: Iterable[RevisionCount]) -> tuple[RevisionCount, ...]:
    return tuple(counts)


@final
@attrs.frozen(kw_only=True)
class RevisionRow(Value, Generic[K]):
    """The coverage of one group on one date as known on two days, and what was entered between.

    Attributes:
        key: the group.
        before: the counts as known when the figure was published.
        after: the counts as known now.
        counts: every kind of late fact, in the order of `LateFact`; `before` plus all of them is
            `after`.

    Raises:
        InvalidRecord: for counts that do not lead from `before` to `after`.
    """

    key: K
    before: Coverage
    after: Coverage
    counts: tuple[RevisionCount, ...] = attrs.field(converter=_as_counts)

    def __attrs_post_init__(self) -> None:
        check_changes(self, RevisionCount, "fact", LATE_FACTS)

    def __getitem__(self, fact: LateFact) -> RevisionCount:
        """Return the count of one kind of late fact."""
        check_type("RevisionRow", "fact", fact, LateFact)
        return self.counts[LATE_FACTS.index(fact)]


def _as_rows(rows: Iterable[RevisionRow[K]]) -> tuple[RevisionRow[K], ...]:
    return by_key(rows, RevisionRow)


@final
@attrs.frozen
class RevisionTable(Plotted, KeyedTable[RevisionRow[K]], Generic[K]):
    """The revisions of every group.

    As a table, each group has one line for its counts as published, one for each kind of late
    fact that moved anybody, and one for its counts as known now.

    Attributes:
        rows: by key.
        dimensions: names of the dimensions of the keys, as columns of the table.
    """

    rows: tuple[RevisionRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    _row_of: Mapping[Hashable, RevisionRow[K]] = row_index()
    _find_people: _FindPeople[K] | None = attrs.field(
        alias="find_people",
        default=None,
        kw_only=True,
        eq=False,
        repr=False,
        metadata={"is_transient": True},
    )

    def total(self) -> RevisionRow[tuple[()]]:
        """Return all groups together; whom a fact moved between two of them counts in both."""
        before = after = Coverage(obliged=0, covered=0)
        for row in self.rows:
            before, after = before + row.before, after + row.after
        counts = [
            RevisionCount(
                fact=fact,
                people=sum(row[fact].people for row in self.rows),
                obliged=sum(row[fact].obliged for row in self.rows),
                covered=sum(row[fact].covered for row in self.rows),
            )
            for fact in LATE_FACTS
        ]
        return RevisionRow(key=(), before=before, after=after, counts=counts)

    def members(self, key: K, fact: LateFact) -> tuple[NIK, ...]:
        """Return the people whom one kind of late fact moved, in order of their present NIKs.

        Raises:
            KeyError: for a key that the table does not have.
            LookupError: for a table made of counts alone, or pickled.
        """
        check_type("members", "fact", fact, LateFact)
        self[key]
        if self._find_people is None:
            raise LookupError(
                "this table has no member lists; use one returned by revisions() in this process"
            )
        return tuple(self._find_people(key, fact))

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *_COLUMNS], [
            [*keys.cells(row.key), *line] for row in self.rows for line in _lines(row)
        ]


def _lines(row: RevisionRow[K]) -> Iterator[tuple[object, ...]]:
    yield "published", None, row.before.obliged, None, row.before.covered, None
    for it in row.counts:
        if it.people:
            yield it.fact, it.people, None, it.obliged, None, it.covered
    yield "now", None, row.after.obliged, None, row.after.covered, None
