"""Scopes of figures: the region that counts."""

from collections.abc import Callable
from functools import cache

from dukcapil.regions import RegionCode, present

__all__ = ["counted_in"]


def counted_in(scope: RegionCode | None) -> Callable[[RegionCode], bool]:
    """Return the test whether a region is in a scope, under its own code or its present one."""

    @cache
    def is_counted(region: RegionCode) -> bool:
        return scope is None or region in scope or present(region) in scope

    return is_counted
