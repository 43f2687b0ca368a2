"""Mixed-integer programs, solved by HiGHS, which the extra `milp` brings.

Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical
Programming Computation 10, 2018.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import final

from dukcapil.errors import MissingExtra

__all__ = ["Program", "Progress"]

Progress = Callable[[float, int], None]
"""A callback with the seconds since the start and the people of the best plan found so far."""


@final
class Program:
    """A maximisation over columns from 0 to an upper bound, subject to rows up to a limit."""

    def __init__(self) -> None:
        """Start without columns and rows."""
        self._gains: list[float] = []
        self._uppers: list[float] = []
        self._whole: list[bool] = []
        self._limits: list[float] = []
        self._starts = [0]
        self._columns: list[int] = []
        self._values: list[float] = []

    def column(self, *, gain: float = 0, upper: float, is_whole: bool = False) -> int:
        """Add a variable and return its number."""
        self._gains.append(gain)
        self._uppers.append(upper)
        self._whole.append(is_whole)
        return len(self._gains) - 1

    def row(self, entries: Iterable[tuple[int, float]], limit: float) -> None:
        """Add an upper limit on a weighted sum of variables."""
        for column, value in entries:
            self._columns.append(column)
            self._values.append(value)
        self._starts.append(len(self._columns))
        self._limits.append(limit)

    def solve(
        self, start: Mapping[int, float], *, seconds: float, progress: Progress | None
    ) -> list[float]:
        """Return the values of the best solution found within the time.

        Args:
            start: a feasible solution by column; columns left out are 0.
            seconds: the time limit.
            progress: called with each improvement.

        Raises:
            MissingExtra: if HiGHS is not installed.
        """
        highspy = _highspy()
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("time_limit", float(seconds))
        solver.passModel(self._model(highspy))
        first = highspy.HighsSolution()
        first.col_value = [float(start.get(column, 0)) for column in range(len(self._gains))]
        solver.setSolution(first)
        if progress is not None:
            solver.cbMipImprovingSolution += lambda event: progress(
                event.data_out.running_time, round(-event.data_out.objective_function_value)
            )
        solver.run()
        solution = solver.getSolution()
        return list((solution if solution.value_valid else first).col_value)

    def _model(self, highspy: ModuleType) -> object:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._gains), len(self._limits)
        model.col_cost_ = [-gain for gain in self._gains]
        model.col_lower_ = [0.0] * model.num_col_
        model.col_upper_ = self._uppers
        model.row_lower_ = [-highspy.kHighsInf] * model.num_row_
        model.row_upper_ = self._limits
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[is_whole] for is_whole in self._whole]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = self._starts
        model.a_matrix_.index_ = self._columns
        model.a_matrix_.value_ = self._values
        return model


def _highspy() -> ModuleType:
    """Return the module of HiGHS, imported on first use, since only `improve` needs it."""
    try:
        import highspy  # noqa: PLC0415  optional
    except ImportError as error:
        raise MissingExtra(extra="milp") from error
    return highspy
