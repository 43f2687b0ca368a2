"""The one way from core values up to the adapters: by name, when they are asked for.

Nothing else below the adapters imports upward. An adapter may need an extra; where that is not
installed, the error names it.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

from dukcapil._shared.labels import Language
from dukcapil.errors import MissingExtra

__all__ = ["Plotted", "load"]


def load(module: str, *, extra: str) -> ModuleType:
    """Import the module of an adapter.

    Raises:
        MissingExtra: where something that the extra brings is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtra(extra=extra) from error


class Plotted:
    """An answer with a picture in `plots`."""

    __slots__ = ()

    def plot(
        self,
        *,
        ax: Any = None,  # noqa: ANN401  matplotlib may not be installed
        language: Language = "en",
        source: str = "",
        **options: Any,  # noqa: ANN401  those of the picture
    ) -> Any:  # noqa: ANN401  as above
        """Draw the answer, with the function of `dukcapil.plots` for answers of its kind.

        Args:
            ax: the matplotlib axes to draw on; those of a new figure unless given.
            language: `en` or `id`, for labels and separators.
            source: where the figures come from, as a line below the picture.
            options: further options of that function.

        Returns:
            The axes.

        Raises:
            MissingExtra: where matplotlib is not installed.
        """
        plots = load("dukcapil.plots", extra="plots")
        return plots.plot(self, ax=ax, language=language, source=source, **options)
