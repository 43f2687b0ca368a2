"""The steps of `.ci/run`, one a session: `nox -s lint types`.

The commands stand in `.ci/steps` alone. Environments are kept in `.nox/ci`; delete the folder to
have them made anew.
"""

from pathlib import Path

import nox

STEPS = Path(__file__).parent / ".ci" / "steps"
BUILT_FIRST = ["wheel", "lowest", "interpreters"]  # they test what `packages` builds

nox.options.default_venv_backend = "none"
nox.options.stop_on_first_error = True


def _add(step: Path) -> None:
    """Make a session of a step, with the comment at its top as its description."""
    description = step.read_text().splitlines()[0].removeprefix("# ")

    def run(session: nox.Session) -> None:
        session.run("bash", str(step), external=True)

    run.__doc__ = description
    requires = ["packages"] if step.name in BUILT_FIRST else []
    nox.session(name=step.name, requires=requires)(run)


for _step in sorted(STEPS.iterdir()):
    _add(_step)
