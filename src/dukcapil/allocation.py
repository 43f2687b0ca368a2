"""Sharing a scarce lot of blank cards among points, in whole boxes, exactly and with reasons.

First comes the quota of each point: what it would get if boxes could be cut. Then quotas are made
into whole boxes. Nobody gets less than its least amount or more than its cap. Where two points
are at the same level, the larger weight comes first, then the key. Every number is exact, so the
order of the input never matters.

Rounding favours somebody in each lot. What it gave too much or too little is carried over to the
next lot, so that it favours nobody over many.

Sources: M. L. Balinski and H. P. Young, "Fair Representation", 2nd ed., 2001, for proportional
shares; S. Keshav, "An Engineering Approach to Computer Networking", 1997, and D. Bertsekas and
R. Gallager, "Data Networks", 2nd ed., 1992, section 6.5.2, for max-min fairness.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from itertools import groupby
from math import ceil
from types import MappingProxyType
from typing import Any, Final, NamedTuple, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import RecordFault, check_count, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import KeyedTable, by_key, named_dimensions, place_of, row_index
from dukcapil._shared.tables import Column, Content, Kind
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import DuplicateRecord, Fault

__all__ = ["Claim", "Method", "ShareRow", "Sharing", "share"]


@final
class Method(Worded):
    """Methods of sharing a lot.

    Attributes:
        MONTHS_OF_STOCK: the next box goes where stock, on hand and given, is least for the
            weight; with the use of a month as weight, where it ends first.
        HAMILTON: in proportion to weight, the boxes left by rounding down going to the largest
            remainders. Never a box or more from the quota, but the only method by which a larger
            lot can mean a smaller share (the Alabama paradox).
        WEBSTER: in proportion to weight, by a common divisor, rounded to the nearest.
        JEFFERSON: as `WEBSTER`, rounded down; kind to large weights.
        ADAMS: as `WEBSTER`, rounded up; kind to small weights. The same as `MONTHS_OF_STOCK`
            with nothing on hand.
        EQUAL: the same to each, whatever the weight or the stock.
        MAX_MIN: the next box goes where stock, on hand and given, is least, whatever the weight.
        PRIORITY: every class to its caps before the next class gets a box; within a class as
            `MONTHS_OF_STOCK`.
    """

    MONTHS_OF_STOCK = "months of stock"
    HAMILTON = "Hamilton"
    WEBSTER = "Webster"
    JEFFERSON = "Jefferson"
    ADAMS = "Adams"
    EQUAL = "equal"
    MAX_MIN = "max-min"
    PRIORITY = "priority"


_IGNORE_WEIGHT: Final = frozenset({Method.EQUAL, Method.MAX_MIN})
_COUNT_STOCK: Final = frozenset({Method.MONTHS_OF_STOCK, Method.MAX_MIN, Method.PRIORITY})
_HALF_BOXES: Final = {Method.WEBSTER: 1, Method.JEFFERSON: 2}
"""By how many half boxes a point is reckoned fuller than it is; none for the other methods."""


@final
@attrs.frozen(kw_only=True)
class Claim(Value):
    """The claim of a point, such as a kecamatan, on a lot.

    Attributes:
        key: the point.
        weight: the measure the share follows: people waiting for a card, people recorded,
            residents, or cards used a month; 0 or more, the same kind for all. A point of
            weight 0 comes after all others have their cap, and then counts as 1.
        on_hand_cards: blank cards it has.
        cap_cards: the most it may get of the lot, such as its need; None for no cap.
        least_cards: the cards it must get of the lot, before anything else is shared.
        priority: its class, for `Method.PRIORITY`; 1 is served before 2.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for a negative number, or a least amount above the cap.

    Examples:
        >>> from dukcapil.allocation import Claim
        >>> Claim(key="Bekasi Timur", weight=900, cap_cards=1_200).on_hand_cards
        0
    """

    key: Hashable = attrs.field(repr=False)
    weight: int = 1
    on_hand_cards: int = 0
    cap_cards: int | None = None
    least_cards: int = 0
    priority: int = 0

    def __attrs_post_init__(self) -> None:
        for field in ("weight", "on_hand_cards", "least_cards", "priority"):
            check_count(self, field, getattr(self, field))
        if self.cap_cards is not None:
            check_count(self, "cap_cards", self.cap_cards)
            if self.least_cards > self.cap_cards:
                raise_faults("Claim", [("least_cards", Fault.CONTRADICTION, "cap_cards")])


@final
@attrs.frozen(kw_only=True)
class ShareRow(Value):
    """The share of one point, with the reason.

    Attributes:
        claim: the claim it was computed from.
        cards: its share.
        quota: its exact share in cards, if boxes could be cut. All are at the same level of what
            the method evens out, but for those whom a least amount or a cap holds.
        box_cards: cards in a box.
        rank: for `Method.HAMILTON`, the place of its remainder among all, 1 for the largest; None
            without a remainder. What it was owed counts for the remainder.
        owed_cards: what rounding in earlier lots had left it short of; negative where it got more
            than its quotas.
    """

    claim: Claim
    cards: int
    quota: Fraction
    box_cards: int
    rank: int | None = None
    owed_cards: Fraction = Fraction(0)

    def __attrs_post_init__(self) -> None:
        check_type(self, "claim", self.claim, Claim)
        check_count(self, "cards", self.cards)
        check_type(self, "quota", self.quota, Fraction)
        check_count(self, "box_cards", self.box_cards)
        if self.rank is not None:
            check_count(self, "rank", self.rank)
        check_type(self, "owed_cards", self.owed_cards, Fraction)

    @property
    def key(self) -> Hashable:
        """The point."""
        return self.claim.key

    @property
    def floor_cards(self) -> int:
        """The quota, rounded down to whole boxes."""
        return self.quota // self.box_cards * self.box_cards

    @property
    def remainder(self) -> Fraction:
        """The quota less `floor_cards`, in cards: 0 or more, less than a box."""
        return self.quota - self.floor_cards

    @property
    def carried_cards(self) -> Fraction:
        """The cards that it is owed after this lot; negative where it got more than its quotas."""
        return self.owed_cards + self.quota - self.cards

    @property
    def months_of_stock(self) -> Fraction | None:
        """Stock with the share, over weight: months, if that is use a month; None at weight 0."""
        stock, weight = self.claim.on_hand_cards + self.cards, self.claim.weight
        return Fraction(stock, weight) if weight else None

    @property
    def why(self) -> str:
        """The step from the quota to the share, in a few words."""
        claim, box = self.claim, self.box_cards
        if self.cards == self.quota:
            if claim.cap_cards is not None and claim.cap_cards - self.cards < box:
                return "cap"
            if self.cards - claim.least_cards < box:
                return "least amount" if self.cards else "nothing due"
            return "exact"
        text = "rounded up" if self.cards > self.quota else "rounded down"
        if self.rank is not None:
            return f"{text}, remainder no. {self.rank}"
        return text if abs(self.cards - self.quota) < box else f"{text} by a box or more"


def _sorted_rows(rows: Iterable[ShareRow]) -> tuple[ShareRow, ...]:
    return by_key(rows, ShareRow)


@final
@attrs.frozen(kw_only=True)
class Sharing(Plotted, KeyedTable[ShareRow]):
    """A shared lot. `sharing[key]` is the row of a point.

    Attributes:
        cards: the lot.
        box_cards: cards in a box; no box is opened.
        method: the method of sharing.
        rows: one a point, by key.
        dimensions: names of the dimensions of the keys, as columns.
    """

    cards: int
    box_cards: int
    method: Method
    rows: tuple[ShareRow, ...] = attrs.field(converter=_sorted_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    _row_of: Mapping[Hashable, ShareRow] = row_index()

    def __attrs_post_init__(self) -> None:
        check_count(self, "cards", self.cards)
        check_count(self, "box_cards", self.box_cards)
        check_type(self, "method", self.method, Method)

    @property
    def left_over_cards(self) -> int:
        """Cards given to no point: the rest that fills no box, and boxes beyond all caps."""
        return self.cards - sum(row.cards for row in self.rows)

    @property
    def carried(self) -> dict[Hashable, Fraction]:
        """Cards owed to each point after this lot, for `share(carried=...)` of the next one.

        Points that had no part in the lot are not in it: `carried | lot.carried` keeps theirs.
        """
        return {row.key: row.carried_cards for row in self.rows}

    def _content(self) -> Content:
        if any(row.owed_cards for row in self.rows):
            return self._with_keys(
                (_OWED, *_COLUMNS), lambda row: (row.owed_cards, row.quota, row.cards, row.why)
            )
        return self._with_keys(_COLUMNS, lambda row: (row.quota, row.cards, row.why))


_OWED: Final = Column("owed_cards", Kind.NUMBER)
_COLUMNS: Final = (
    Column("quota_cards", Kind.NUMBER),
    Column("cards", Kind.COUNT),
    Column("reason"),
)


_NOTHING: Final = Fraction(0)
_NOTHING_CARRIED: Final[Mapping[Any, Fraction]] = MappingProxyType({})


class _Point(NamedTuple):
    """A claim as its method reads it; `low` and `high` are whole boxes, in cards."""

    claim: Claim
    turn: tuple[int, bool]
    weight: int
    stock: int | Fraction
    low: int
    high: int
    owed: Fraction

    def filled(self, up: int, down: int) -> int | Fraction:
        """Return the share, times `down`, where stock and share are up/down per 1 of weight."""
        level = up * self.weight - down * self.stock
        return min(max(level, down * self.low), down * self.high)


def share(
    cards: int,
    claims: Iterable[Claim],
    *,
    method: Method = Method.MONTHS_OF_STOCK,
    box_cards: int = 1,
    carried: Mapping[Any, Fraction] = _NOTHING_CARRIED,
) -> Sharing:
    """Share a lot among points.

    All whole boxes of the lot are given, unless every point has its cap. A least amount is
    rounded up to whole boxes and a cap down; the least amount is part of the share.

    A point that is owed cards from earlier lots is reckoned emptier by them, and one that got more
    than its quotas fuller. Lots of whole boxes shared one after the other, among the same points,
    without caps and least amounts, then give what their sum would give at once, by every method
    but `HAMILTON`; with equal weights they come out within a box by that one too.

    Args:
        cards: the lot; 0 or more, and enough for all least amounts.
        claims: the points, each once. Unless the method ignores weight, and unless the lot has
            not one box, at least one needs a weight of 1 or more.
        method: the method of sharing.
        box_cards: cards in a box, 1 or more.
        carried: what points are owed from earlier lots, as `Sharing.carried` of the last one says;
            keys without a claim are ignored. Stock still on hand says by itself who got less: give
            `carried` with a method that counts stock where the earlier lots have been used up.

    Returns:
        The share of each point, with the reason.

    Raises:
        DuplicateRecord: where two claims have the same key.
        InvalidRecord: for a number out of its bounds, a least amount that in whole boxes is above
            the cap, least amounts above the lot, or weights that are all 0.
        TypeError: for arguments of another type.

    Examples:
        >>> from dukcapil.allocation import Claim, share
        >>> claims = [
        ...     Claim(key="Bekasi Utara", weight=600, on_hand_cards=150),
        ...     Claim(key="Bekasi Timur", weight=500, on_hand_cards=900),
        ...     Claim(key="Jatisampurna", weight=200, cap_cards=250),
        ... ]
        >>> lot = share(2_000, claims, box_cards=100)
        >>> print(lot)
        place            quota  cards  reason
        Bekasi Timur    395.45    400  rounded up
        Bekasi Utara  1,404.55  1,400  rounded down
        Jatisampurna    200.00    200  cap
        >>> lot["Bekasi Utara"].months_of_stock, lot.left_over_cards
        (Fraction(31, 12), 0)
        >>> print(lot["Bekasi Utara"].carried_cards)
        50/11
        >>> share(1_000, claims, box_cards=100, carried=lot.carried)["Bekasi Utara"].owed_cards
        Fraction(50, 11)
    """
    check_count("share", "cards", cards)
    check_type("share", "method", method, Method)
    check_count("share", "box_cards", box_cards)
    if not box_cards:
        raise_faults("share", [("box_cards", Fault.OUT_OF_BOUNDS)])
    points = _points(cards, tuple(claims), method, box_cards, _checked_carried(carried))
    rest = cards // box_cards * box_cards - sum(point.low for point in points)
    rows: list[ShareRow] = []
    for _, group in groupby(points, key=lambda point: point.turn):
        served = list(group)
        given = min(rest, sum(point.high - point.low for point in served))
        rest -= given
        rows += _rows(served, sum(point.low for point in served) + given, method, box_cards)
    return Sharing(cards=cards, box_cards=box_cards, method=method, rows=tuple(rows))


def _checked_carried(carried: Mapping[Any, Fraction]) -> Mapping[Any, Fraction]:
    if not isinstance(carried, Mapping):
        raise TypeError(f"share.carried: expected a mapping, found {type(carried).__name__}")
    for owed in carried.values():
        check_type("share", "carried", owed, Fraction)
    return carried


def _points(
    cards: int,
    claims: tuple[Claim, ...],
    method: Method,
    box: int,
    carried: Mapping[Any, Fraction],
) -> list[_Point]:
    """The claims, checked, in the order in which they are served, and else by key."""
    check_items("share", "claims", claims, Claim)
    times = Counter(claim.key for claim in claims)
    if len(times) < len(claims):
        raise DuplicateRecord(kind="key", count=sum(count > 1 for count in times.values()))
    weighs = method not in _IGNORE_WEIGHT
    least = [-(-claim.least_cards // box) * box for claim in claims]
    rest = cards // box * box - sum(least)
    points = [
        _Point(
            claim=claim,
            turn=(claim.priority * (method is Method.PRIORITY), weighs and not claim.weight),
            weight=(claim.weight or 1) if weighs else 1,
            stock=claim.on_hand_cards if method in _COUNT_STOCK else 0,
            low=low,
            high=low + rest if claim.cap_cards is None else claim.cap_cards // box * box,
            owed=carried.get(claim.key, _NOTHING),
        )
        for claim, low in zip(claims, least, strict=True)
    ]
    faults: list[RecordFault] = [
        (f"claims[{index}].least_cards", Fault.CONTRADICTION, "cap_cards")
        for index, point in enumerate(points)
        if point.claim.cap_cards is not None and point.low > point.high
    ]
    if rest < 0:
        faults.append(("cards", Fault.OUT_OF_BOUNDS))
    if cards >= box and points and all(point.turn[1] for point in points):
        faults.append(("claims", Fault.OUT_OF_BOUNDS))
    raise_faults("share", faults)
    return sorted(points, key=lambda point: (point.turn, place_of(point.claim.key)))


def _rows(points: Sequence[_Point], total: int, method: Method, box: int) -> list[ShareRow]:
    """Return the shares of points that are served together and get `total` cards."""
    quotas = dues = _quotas(points, total)
    if any(point.owed for point in points):
        points = [point._replace(stock=point.stock - point.owed) for point in points]
        dues = _quotas(points, total)
    ranks: list[int | None] = [None] * len(points)
    if method is Method.HAMILTON:
        shares, ranks = _largest_remainders(points, dues, total, box)
    else:
        shares = _whole_boxes(points, dues, total, box, _HALF_BOXES.get(method, 0))
    return [
        ShareRow(
            claim=point.claim,
            cards=cards,
            quota=quota,
            box_cards=box,
            rank=rank,
            owed_cards=point.owed,
        )
        for point, cards, quota, rank in zip(points, shares, quotas, ranks, strict=True)
    ]


def _largest_remainders(
    points: Sequence[_Point], dues: Sequence[Fraction], total: int, box: int
) -> tuple[list[int], list[int | None]]:
    """Return the shares when the boxes left by rounding down go to the largest remainders.

    Also return the ranks of the remainders.
    """
    shares = [due // box * box for due in dues]
    ranks: list[int | None] = [None] * len(points)
    more_boxes = (total - sum(shares)) // box
    order = sorted(
        (shares[index] - due, -points[index].weight, index) for index, due in enumerate(dues)
    )
    for rank, (remainder, _, index) in enumerate(order, start=1):
        ranks[index] = rank if remainder else None
        shares[index] += box * (rank <= more_boxes)
    return shares, ranks


def _quotas(points: Sequence[_Point], total: int) -> list[Fraction]:
    """Fill every point to the same level, as high as `total` reaches, within its bounds.

    The cards needed are a piecewise linear function of the level, with a bend wherever a point
    begins or ceases to be filled. Find the last bend that needs at most `total`, and follow the
    line from there.
    """
    if total == sum(point.high for point in points):
        return [Fraction(point.high) for point in points]
    ends = [(end + p.stock, p.weight) for p in points for end in (p.low, p.high)]
    bends = sorted(Fraction(*end) for end in ends)

    def excess(level: Fraction) -> Fraction:
        up, down = level.as_integer_ratio()
        return Fraction(sum(point.filled(up, down) for point in points), down) - total

    level = bends[bisect_right(bends, Fraction(0), key=excess) - 1]
    rising = [p.weight for p in points if p.low <= level * p.weight - p.stock < p.high]
    level -= excess(level) / sum(rising)
    up, down = level.as_integer_ratio()
    return [Fraction(point.filled(up, down), down) for point in points]


def _whole_boxes(
    points: Sequence[_Point], quotas: Sequence[Fraction], total: int, box: int, half_boxes: int
) -> list[int]:
    """The shares when box after box goes where the level is lowest.

    Those below the level of the quotas are given at once; the few that differ, less than a box a
    point, are handed out or taken back in turn.
    """
    half = Fraction(half_boxes, 2)
    shares = [max(p.low, ceil(q / box - half) * box) for p, q in zip(points, quotas, strict=True)]
    missing = total - sum(shares)
    sign = 1 if missing > 0 else -1
    turns: list[tuple[Fraction, int, int]] = []

    def take_turn(index: int) -> None:
        """Enter the next box of a point, or its last one if boxes are to be taken back."""
        point, held = points[index], shares[index] - (0 if sign > 0 else box)
        if point.low <= held < point.high:
            level = Fraction(2 * (point.stock + held) + half_boxes * box, point.weight)
            heappush(turns, (sign * level, -sign * point.weight, sign * index))

    for index in range(len(points)):
        take_turn(index)
    for _ in range(abs(missing) // box):
        index = abs(heappop(turns)[-1])
        shares[index] += sign * box
        take_turn(index)
    return shares
