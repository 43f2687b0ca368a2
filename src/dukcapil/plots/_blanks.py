"""Blank cards: the stock of a place, and shares of a lot."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from matplotlib.axes import Axes

from dukcapil._shared.labels import Language, heading, value_label
from dukcapil.allocation import Sharing
from dukcapil.blanko import StockCard
from dukcapil.plots._paper import (
    ACCENT,
    DARK,
    LIGHT,
    SHADES,
    count_axis,
    day_axis,
    figure,
    finish,
    key_text,
    legend_above,
    paper,
)

__all__ = ["shares_side_by_side", "stock_steps"]


def stock_steps(
    card: StockCard,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the balance of a place as steps, with what came, the counts, and days at zero.

    Triangles mark cards that came, diamonds the balance after a physical count; days without
    blanks are shaded: those on which the balance is zero and none left.

    Args:
        card: the answer of `stock_card`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Ledger, plots
        >>> from dukcapil.blanko import STORE, Counted, Printed, stock_card
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=120),
        ...     Printed(id="p-1", on=date(2017, 5, 4), cards=20),
        ... )
        >>> card = stock_card(ledger, STORE, since=date(2017, 5, 1), until=date(2017, 6, 1))
        >>> plots.stock_steps(card, language="id").get_ylabel()
        'keping'
    """
    ax = paper(ax, language)
    closing = {card.since: card.opening_cards}
    closing |= {line.on: line.balance_cards for line in card.rows}
    closing[card.until] = card.closing_cards
    days = sorted(closing)
    balances = [closing[day] for day in days]
    at = [day.toordinal() for day in days]
    ax.step(at, balances, where="post", color=DARK)
    ax.fill_between(at, balances, step="post", color=LIGHT)
    for index, (since, until) in enumerate(_empty(card, closing)):
        label = heading("out_of_stock_days", language) if index == 0 else None
        ax.axvspan(since, until, color=ACCENT, alpha=0.5, linewidth=0, label=label)
    for name, marker, marked in (
        ("received_cards", "^", [line for line in card.rows if line.kind == "Received"]),
        ("counted_cards", "D", [line for line in card.rows if line.kind == "Counted"]),
    ):
        if marked:
            ax.plot(
                [line.on.toordinal() for line in marked],
                [line.balance_cards for line in marked],
                linestyle="",
                marker=marker,
                color="white",
                markeredgecolor="black",
                label=heading(name, language),
            )
    ax.margins(x=0.01)
    ax.set_ylim(bottom=min(0, *balances))
    count_axis(ax.yaxis, language, "cards")
    day_axis(ax.xaxis, _evenly(card.since, card.until), language)
    if ax.get_legend_handles_labels()[0]:
        legend_above(ax)
    return finish(ax, language, source)


def _empty(card: StockCard, closing: dict[date, int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of days that neither end with blanks nor saw any leave, as ordinals."""
    moved = {line.on for line in card.rows}
    for one, other in pairwise(sorted(closing)):
        since = one.toordinal() + (one in moved)
        if closing[one] <= 0 and since < other.toordinal():
            yield since, other.toordinal()


def _evenly(since: date, until: date) -> Sequence[date]:
    """Return at most seven days, evenly apart, from one to the other."""
    days = max(1, (until - since).days)
    step = max(1, -(-days // 6))
    return [since + timedelta(days=more) for more in range(0, days + 1, step)]


def shares_side_by_side(
    *sharings: Sharing,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the cards that each point gets, side by side by the methods of sharing.

    Args:
        sharings: answers of `share` for one lot and the same points, by up to six methods.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Raises:
        ValueError: for no sharing, more than six, or sharings among different points.

    Examples:
        >>> from dukcapil import plots
        >>> from dukcapil.allocation import Claim, Method, share
        >>> claims = [Claim(key="A", weight=7), Claim(key="B", weight=2)]
        >>> axes = plots.shares_side_by_side(
        ...     share(10, claims, method=Method.HAMILTON), share(10, claims, method=Method.EQUAL)
        ... )
        >>> [text.get_text() for text in axes.get_legend().get_texts()]
        ['Hamilton', 'equal']
    """
    if not 1 <= len(sharings) <= len(SHADES):
        raise ValueError(f"shares_side_by_side: expected 1 to {len(SHADES)} sharings")
    keys = [row.key for row in sharings[0]]
    if any([row.key for row in sharing] != keys for sharing in sharings):
        raise ValueError("shares_side_by_side: expected the same points in every sharing")
    ax = paper(ax, language)
    ax.margins(x=0.12)
    width = 0.8 / len(sharings)
    shades = SHADES if len(sharings) > 3 else (SHADES[5], SHADES[3], SHADES[0])
    for index, (sharing, shade) in enumerate(zip(sharings, shades, strict=False)):
        bars = ax.barh(
            [place + (index - (len(sharings) - 1) / 2) * width for place in range(len(keys))],
            [row.cards for row in sharing],
            height=width * 0.9,
            color=shade,
            label=value_label(sharing.method, language),
        )
        cards = [figure(row.cards, language) for row in sharing]
        ax.bar_label(bars, cards, padding=3, fontsize="small")
    ax.set_yticks(range(len(keys)), [key_text(key, language) for key in keys])
    ax.invert_yaxis()
    count_axis(ax.xaxis, language, "cards")
    legend_above(ax)
    return finish(ax, language, source)
