"""The people that a question of one date counts, and sums over them by group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals.stable.v2 as nw

from dukcapil.ages import latest_birth_date
from dukcapil.frames._breakdown import totals
from dukcapil.frames._layout import Frame
from dukcapil.frames._question import Question

__all__ = ["counted_people", "summed"]


def counted_people(question: Question, on: date, which: nw.Expr, *others: nw.Expr) -> Frame:
    """Return the people of some rows, `_person`, with their groups on a date and other columns."""
    people, groups = question.counted, question.groups
    latest = [
        latest_birth_date(age=low, on=on, leap_day=question.leap_day) or date.min
        for low in groups.lows
    ]
    return people.frame.filter(which).select(
        people["person"].alias("_person"),
        *groups.expressions(people),
        groups.band([people["birth_date"] <= nw.lit(one) for one in latest]),
        *others,
    )


def summed(people: Frame, question: Question, counts: Mapping[str, nw.Expr]) -> Frame:
    """Sum over people by group."""
    groups = question.groups
    return groups.with_labels(totals(people, groups.keys, counts)).select(*groups.named, *counts)
