"""Running sums over tables of figures, where the engine has them."""

from __future__ import annotations

from collections.abc import Sequence

from dukcapil.frames._engines import engine_of
from dukcapil.frames._layout import Frame

__all__ = ["running"]


def running(
    function: str, frame: Frame, keys: Sequence[str], order: str, values: Sequence[str]
) -> Frame:
    """Replace columns by their running sums within groups, or raise where the engine has none."""
    engine = engine_of(frame)
    if engine.running is None:
        raise TypeError(
            f"{function}.stays: expected a frame of an engine with running sums, found one of "
            f"{engine.name}; collect both tables first"
        )
    return engine.running(frame, keys, order, values)
