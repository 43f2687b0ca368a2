"""Regions that count, changes of their codes, and stays under the codes of another day."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import final

import attrs

from dukcapil._shared.checks import check_date, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.regions import Level, RegionCode, present
from dukcapil.residents import EndOfStay, Residence, Resident

__all__ = ["Reorganisation", "Successors", "by_boundaries_of", "counted_in", "steps_to"]


def counted_in(scope: RegionCode | None) -> Callable[[RegionCode], bool]:
    """Return the test whether a region is in a scope, under its own code or its present one."""

    @cache
    def is_counted(region: RegionCode) -> bool:
        return scope is None or region in scope or present(region) in scope

    return is_counted


Successors = Mapping[str, str | Sequence[str]] | Mapping[RegionCode, str | Sequence[str]]
"""For each old code the new one, or all of several."""

_Relation = Mapping[RegionCode, tuple[RegionCode, ...]]


def _as_pairs(
    successors: Successors | tuple[tuple[str, str | Sequence[str]], ...],
) -> tuple[tuple[RegionCode, tuple[RegionCode, ...]], ...]:
    pairs = successors if isinstance(successors, tuple) else successors.items()
    return tuple(
        sorted(
            (
                RegionCode(old),
                tuple(sorted(map(RegionCode, [new] if isinstance(new, str) else new))),
            )
            for old, new in pairs
        )
    )


def _successors(change: "Reorganisation") -> _Relation:
    return dict(change.successors)


def _predecessors(change: "Reorganisation") -> _Relation:
    before: dict[RegionCode, tuple[RegionCode, ...]] = {}
    for old, new in change.successors:
        for code in new:
            before[code] = (*before.get(code, ()), old)
    return before


@final
@attrs.frozen(kw_only=True)
class Reorganisation(Value):
    """A change of region codes on one day while nobody moves: *pemekaran*, merger, renumbering.

    Attributes:
        on: the first day of the new codes.
        successors: each old code with the codes of its territory from that day on, by code; made
            of a mapping, whose values are one code or several. A region that is divided and keeps
            a part lists itself among its successors. Where codes of desa and kelurahan are
            listed, those of the same kecamatan that are not listed keep theirs.

    Raises:
        TypeError: for a `datetime`.
        InvalidRegionCode: for a text that cannot be a code.
        InvalidRecord: for no codes, a code without a successor or listed twice, and a successor of
            another level.

    Examples:
        A kelurahan passes to a new kecamatan:

        >>> from datetime import date
        >>> from dukcapil.register import Reorganisation
        >>> change = Reorganisation(
        ...     on=date(2024, 1, 1),
        ...     successors={
        ...         "32.75.98": ["32.75.98", "32.75.99"],
        ...         "32.75.98.1004": "32.75.99.1001",
        ...     },
        ... )
        >>> change.successor(RegionCode("32.75.98.1004"))
        RegionCode('32.75.99.1001')
        >>> change.successor(RegionCode("32.75.98.1001"))
        RegionCode('32.75.98.1001')

        The kecamatan alone does not decide:

        >>> change.successor(RegionCode("32.75.98"))
        RegionCode('32.75')
        >>> change.predecessor(RegionCode("32.75.99"))
        RegionCode('32.75.98')
    """

    on: date
    successors: tuple[tuple[RegionCode, tuple[RegionCode, ...]], ...] = attrs.field(
        converter=_as_pairs
    )
    _after: _Relation = attrs.field(
        init=False, repr=False, eq=False, default=attrs.Factory(_successors, takes_self=True)
    )
    _before: _Relation = attrs.field(
        init=False, repr=False, eq=False, default=attrs.Factory(_predecessors, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        if not self.successors:
            raise_faults("Reorganisation", [("successors", Fault.MISSING)])
        for old, new in self.successors:
            if not new:
                raise_faults("Reorganisation", [("successors", Fault.MISSING)])
            if any(code.level is not old.level for code in new):
                raise_faults("Reorganisation", [("successors", Fault.CONTRADICTION, "level")])
        if len(self._after) < len(self.successors):
            raise_faults("Reorganisation", [("successors", Fault.OUT_OF_ORDER)])

    def successor(self, code: RegionCode) -> RegionCode | None:
        """Return the region that has the whole territory of an old code after the change.

        Returns:
            The successor where there is one, the narrowest region around all of several, the
            code itself where the change does not concern it; None across provinces.

        Raises:
            TypeError: for something that is not a `RegionCode`.
        """
        check_type("successor", "code", code, RegionCode)
        return self._image(code, self._after)

    def predecessor(self, code: RegionCode) -> RegionCode | None:
        """Return the region that had the whole territory of a new code before the change.

        Returns:
            As for `successor`.

        Raises:
            TypeError: for something that is not a `RegionCode`.
        """
        check_type("predecessor", "code", code, RegionCode)
        return self._image(code, self._before)

    def carried(
        self, stays: Sequence[Residence], *, forward: bool
    ) -> Iterator[tuple[Residence, RegionCode | None]]:
        """Yield the stays of a person, each with its region by the new codes, or by the old.

        A code is read as one of the first day of its stay, unless it was in use only before or
        only after the change. Where the person's own stays are one place before and after, they
        decide, and the table does not.
        """
        for number, stay in enumerate(stays):
            if self._is_old(stay) is not forward:
                yield stay, stay.region
                continue
            pair = stays[number : number + 2] if forward else stays[max(number - 1, 0) : number + 1]
            if _is_renamed(pair, self.on):
                yield stay, pair[forward].region
            else:
                relation = self._after if forward else self._before
                yield stay, self._image(stay.region, relation)

    def _image(self, code: RegionCode, relation: _Relation) -> RegionCode | None:
        """Return the narrowest region around all that a region becomes, or was before."""
        listed = next((one for one in (code, *code.ancestors) if one in relation), None)
        if listed is None:
            inside = [one for old, new in relation.items() if old in code for one in new]
            return _around([code, *inside])
        goes_on = listed in relation[listed]
        if listed != code and goes_on and self._lists_within(listed, code.level):
            return code
        return _around(relation[listed])

    def _lists_within(self, region: RegionCode, level: Level) -> bool:
        return any(one.level is level and one in region for one in (*self._after, *self._before))

    def _is_old(self, stay: Residence) -> bool:
        """Return whether the code of a stay is to be read as one of before the change."""
        for code in (stay.region, *stay.region.ancestors):
            if (code in self._after) is not (code in self._before):
                return code in self._after
            if code in self._after:
                break
        return stay.since < self.on


def _is_renamed(stays: Sequence[Residence], on: date) -> bool:
    """Return whether two stays are one place, which got another code on the day."""
    match stays:
        case (former, latter):
            is_renamed = former.ended_by is EndOfStay.REORGANISED
            return is_renamed and former.until == on == latter.since
        case _:
            return False


def steps_to(day: date, changes: Iterable[Reorganisation]) -> list[tuple[Reorganisation, bool]]:
    """Return the changes in the order in which they lead to a day, and whether forward in time."""
    in_order = sorted(changes, key=lambda change: change.on)
    steps = [(change, True) for change in in_order if change.on <= day]
    return steps + [(change, False) for change in reversed(in_order) if change.on > day]


def by_boundaries_of(
    residents: Iterable[Resident], day: date, changes: Iterable[Reorganisation]
) -> Iterator[Resident]:
    """Yield the residents with all stays under the codes of one day.

    Raises:
        ValueError: for stays that only the regions of several provinces together contain.
    """
    steps = steps_to(day, changes)
    unplaced: set[RegionCode] = set()
    for resident in residents:
        stays: Sequence[Residence] = resident.residences
        for change, forward in steps:
            carried = list(change.carried(stays, forward=forward))
            unplaced.update(stay.region for stay, region in carried if region is None)
            stays = [_in(stay, region) for stay, region in carried if region is not None]
        joined = _joined(stays)
        is_same = joined == resident.residences
        yield resident if is_same else attrs.evolve(resident, residences=joined)
    if unplaced:
        raise ValueError(
            "by_boundaries_of.reorganisations: expected stays by kabupaten/kota or finer where a "
            f"province is divided, found stays in {', '.join(sorted(unplaced))} alone"
        )


def _in(stay: Residence, region: RegionCode) -> Residence:
    return stay if region == stay.region else attrs.evolve(stay, region=region)


def _joined(stays: Sequence[Residence]) -> tuple[Residence, ...]:
    """Join stays in one region that only a change of its code separates."""
    joined: list[Residence] = []
    for stay in stays:
        former = joined[-1:]
        if former and former[0].region == stay.region and _is_renamed([*former, stay], stay.since):
            joined[-1] = attrs.evolve(stay, since=former[0].since)
        else:
            joined.append(stay)
    return tuple(joined)


def _around(codes: Sequence[RegionCode]) -> RegionCode | None:
    """Return the narrowest region that contains all of these; None across provinces."""
    region: RegionCode | None = codes[0]
    while region is not None and not all(code in region for code in codes):
        region = region.parent
    return region
