"""Arguments of the wrong type are refused by the name of the function and of the argument."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from support.histories import ANA, HERE, NOON, REGISTER, STANDING, START, presumed

from dukcapil import (
    Register,
    measure,
)
from dukcapil.recording import (
    BiometricsCaptured,
)

WRONG: dict[str, Callable[[], object]] = {
    "Register.residents": lambda: Register.of(["someone"]),  # type: ignore[list-item]
    "Register.events": lambda: Register.of([ANA], [None]),  # type: ignore[list-item]
    "Register.events#": lambda: Register.of([ANA], [BiometricsCaptured]),  # type: ignore[list-item]
    "standing.on": lambda: REGISTER.standing(ANA.nik, on=NOON),
    "Register.nik": lambda: REGISTER[5],  # type: ignore[index]
    "Register.residents#": lambda: Register.of(None),  # type: ignore[arg-type]
    "standing.known_on": lambda: REGISTER.standing(ANA.nik, on=START, known_on=NOON),
    "standing.leap_day": lambda: REGISTER.standing(ANA.nik, on=START, leap_day=1),  # type: ignore[arg-type]
    "measure.leap_day": lambda: measure(REGISTER, on=START, leap_day=1),  # type: ignore[call-overload]
    "measure.register": lambda: measure([ANA], on=START),  # type: ignore[call-overload]
    "merge.other": lambda: REGISTER.merge([ANA]),  # type: ignore[arg-type]
    "within.region": lambda: REGISTER.within("32.75"),  # type: ignore[arg-type]
    "known_on.day": lambda: REGISTER.known_on(NOON),
    "presumed_history.status": lambda: presumed("x"),
    "presumed_history.nik": lambda: presumed(nik=str(ANA.nik)),
    "presumed_history.on": lambda: presumed(on=NOON),
    "presumed_history.label": lambda: presumed(label=1),
    "Standing.assessment": lambda: attrs.evolve(STANDING, assessment="obliged"),  # type: ignore[arg-type]
    "Standing.region": lambda: attrs.evolve(STANDING, region=str(HERE)),  # type: ignore[arg-type]
    "Standing.recording": lambda: attrs.evolve(STANDING, recording=None),  # type: ignore[arg-type]
    "Standing.holding": lambda: attrs.evolve(STANDING, holding=None),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    name = argument.removesuffix("#").replace(".", r"\.")
    with pytest.raises(TypeError, match=rf"({name}): expected \w+( \w+)*, found \w+"):
        WRONG[argument]()
