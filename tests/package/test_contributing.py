"""The contributor's kit can be read by the machines it is for, and keeps its own rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import dukcapil

yaml: Any = pytest.importorskip("yaml", reason="PyYAML comes with the extra `docs`")

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted(
    set((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    - {ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"}
)
OTHERS = [
    ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml",
    ROOT / ".github" / "dependabot.yml",
    ROOT / ".pre-commit-config.yaml",
    ROOT / "CITATION.cff",
]
STEPS = sorted((ROOT / ".ci" / "steps").iterdir())
PINNED = re.compile(r"uses: [\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def name_of(path: Path) -> str:
    return path.name


def read(path: Path) -> Any:  # noqa: ANN401  YAML is anything
    return yaml.safe_load(path.read_text())


def test_there_are_workflows_and_forms() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "release.yml"]
    assert FORMS


@pytest.mark.parametrize("path", [*WORKFLOWS, *FORMS, *OTHERS], ids=name_of)
def test_a_file_is_a_yaml_mapping(path: Path) -> None:
    assert isinstance(read(path), dict)


class TestWorkflows:
    """Least privilege, and no action that can change by itself."""

    @pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
    def test_every_foreign_action_is_pinned_by_its_commit_and_says_its_version(
        self, path: Path
    ) -> None:
        uses = re.findall(r"uses: .*", path.read_text())
        foreign = [line for line in uses if not line.startswith("uses: $/")]
        assert foreign
        assert [line for line in foreign if not PINNED.fullmatch(line)] == []

    @pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
    def test_nothing_is_permitted_but_by_the_job_that_needs_it(self, path: Path) -> None:
        workflow = read(path)
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            assert job["permissions"] in ({"contents": "read"}, {"id-token": "write"})

    @pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
    def test_no_checkout_leaves_its_token_behind(self, path: Path) -> None:
        for job in read(path)["jobs"].values():
            for step in job.get("steps", ()):
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False

    def test_only_the_job_that_publishes_may_prove_its_identity(self) -> None:
        jobs = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
        allowed = [name for name, job in jobs.items() if "id-token" in job["permissions"]]
        assert allowed == ["publish"]
        assert jobs["publish"]["environment"] == "release"
        assert all("run" not in step for step in jobs["publish"]["steps"])


@pytest.mark.parametrize("path", FORMS, ids=name_of)
def test_a_form_asks_for_no_personal_data(path: Path) -> None:
    form = read(path)
    assert {"name", "description", "body"} <= set(form)
    assert "**Never paste data of real people" in form["body"][0]["attributes"]["value"]


def test_the_citation_is_that_of_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = read(ROOT / "CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert citation["version"] == dukcapil.__version__
    assert citation["license"] == project["license"]
    assert citation["repository-code"] == project["urls"]["Source"]


class TestSteps:
    """`.ci/run` and nox run the same scripts."""

    def test_the_run_consists_of_every_step_once(self) -> None:
        run = (ROOT / ".ci" / "run").read_text()
        lanes = re.findall(r"^(?:side_by_side|lane) (?!STEP)(.*)$", run, flags=re.MULTILINE)
        ran = " ".join(lanes).replace('"', " ").split()
        assert sorted(ran) == [step.name for step in STEPS]

    @pytest.mark.parametrize("step", STEPS, ids=name_of)
    def test_a_step_begins_with_its_description(self, step: Path) -> None:
        assert re.match(r"# [A-Z`].*\.\n", step.read_text())
