"""The example of a service, by requests over the network as its users make them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from support.json_samples import SITI
from support.requirements import ROOT, imported_by, required_by

from dukcapil import Coverage, Month, Scenario
from dukcapil.blanko import Allocated, Printed, Received
from dukcapil.coverage import CoverageTable
from dukcapil.forecast import Trajectory, project
from dukcapil.recording import BiometricsCaptured
from dukcapil.serial import from_plain, to_plain

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")
pytest.importorskip("uvicorn")

FOLDER = ROOT / "examples" / "service"
DAY = date(2020, 11, 30)
NAME = "Wulandari"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service, run by its one command."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = f"sqlite:///{tmp_path_factory.mktemp('service')}/office.db"
    running = subprocess.Popen(
        [sys.executable, str(FOLDER / "app.py"), "--port", str(port)],
        env={**os.environ, "DUKCAPIL_STORE": database},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urlopen(f"{url}/openapi.json") as answer:  # noqa: S310  of this machine
                    answer.read()
                break
            except URLError:
                time.sleep(0.1)
        yield url
    finally:
        running.terminate()
        log, _ = running.communicate(timeout=20)
    assert NAME not in log
    assert SITI.nik[6:] not in log


def asked(url: str, body: object = None) -> tuple[int, Any]:
    """Return the status and the content of an answer."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"content-type": "application/json"})  # noqa: S310  as above
    try:
        with urlopen(request) as answer:  # noqa: S310  as above
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            text = error.read().decode()
        assert NAME not in text
        assert SITI.nik[6:] not in text
        return error.code, json.loads(text)


def batch(**fields: object) -> dict[str, object]:
    taken = BiometricsCaptured(id="e-1", nik=SITI.nik, occurred_on=DAY)
    return {
        "id": "2020-11-30",
        "entered_on": "2020-11-30",
        "residents": [to_plain(SITI)],
        "events": [to_plain(taken)],
        **fields,
    }


def test_people_go_in_and_coverage_comes_out(address: str) -> None:
    for _ in range(2):  # the second time, as after a lost answer
        assert asked(f"{address}/batches", batch()) == (200, {"residents": 1, "events": 1})
    status, table = asked(f"{address}/coverage?on=2020-11-30&by=KAB_KOTA")
    assert status == 200
    (row,) = from_plain(table, CoverageTable)
    assert row.coverage == Coverage(obliged=1, covered=0), "recorded, without a card"
    status, table = asked(f"{address}/coverage?on=2020-11-30&known_on=2020-11-29&within=32.75")
    assert (status, table["rows"]) == (200, [])


def test_blanks_go_in_and_a_stock_card_comes_out(address: str) -> None:
    document = [
        to_plain(Allocated(id="a-1", on=DAY, cards=500, document="BAST 12")),
        to_plain(Received(id="r-1", on=DAY, cards=500, document="BAST 12")),
    ]
    status, posted = asked(f"{address}/ledgers/main", document)
    assert (status, posted["entries"], posted["sequence"]) == (200, 2, 2)
    status, card = asked(f"{address}/ledgers/main/stock-card?since=2020-11-01&until=2020-12-01")
    assert (status, card["closing_cards"]) == (200, 500)
    status, balances = asked(f"{address}/ledgers/main/balances?on=2020-11-30")
    assert (status, balances["type"]) == (200, "blanko.TrialBalance")
    printed = [to_plain(Printed(id="p-1", on=DAY, cards=501))]
    status, problem = asked(f"{address}/ledgers/main", printed)
    assert (status, problem["title"]) == (409, "the data are refused")
    assert problem["errors"][0]["why"].startswith("store on 2020-11-30: 501 cards needed")


def test_a_scenario_goes_in_and_a_forecast_comes_out(address: str) -> None:
    scenario = Scenario(
        start=Month(2020, 12), months=3, not_recorded_people=40, allocation_cards=15
    )
    status, trajectory = asked(f"{address}/forecasts", to_plain(scenario))
    assert status == 200
    assert from_plain(trajectory, Trajectory) == project(scenario)


@pytest.mark.parametrize(
    ("path", "body", "at"),
    [
        ("/batches", batch(residents=[{"name": NAME}]), ["body", "residents", 0]),
        ("/batches", batch(events=[{"type": NAME}]), ["body", "events", 0, "(hidden)"]),
        ("/batches", {NAME: 1, **batch()}, ["body", "(hidden)"]),
        ("/ledgers/main", [{"id": NAME}], ["body", 0, "(hidden)"]),
        (f"/ledgers/{NAME}", [], ["path", "name"]),
        (f"/coverage?on={NAME}", None, ["query", "on"]),
        (f"/coverage?on=2020-11-30&within={NAME}", None, ["query", "within"]),
        ("/forecasts", {"months": NAME}, ["body"]),
    ],
)
def test_what_is_refused_is_told_and_not_shown(
    address: str, path: str, body: object, at: list[object]
) -> None:
    status, problem = asked(f"{address}{path}", body)
    assert status == 422
    assert problem["errors"][0]["at"] == at


def test_the_batch_id_of_something_else_is_refused(address: str) -> None:
    asked(f"{address}/batches", batch())
    status, problem = asked(f"{address}/batches", batch(events=[]))
    assert status == 422
    assert "batch id" in problem["errors"][0]["why"]


def test_the_interface_is_described_with_personal_data_marked(address: str) -> None:
    status, described = asked(f"{address}/openapi.json")
    assert status == 200
    fields = described["components"]["schemas"]["Batch"]["properties"]
    assert fields["residents"]["items"]["x-personal-data"] is True


def test_the_requirements_of_the_service_are_all_that_it_imports() -> None:
    assert imported_by(FOLDER) <= required_by(FOLDER)
