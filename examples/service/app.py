"""A service for an office: people and events in; coverage, stock card and forecast out.

    pip install -r examples/service/requirements.txt
    python examples/service/app.py

It then listens on http://127.0.0.1:8000, with its interface described at `/docs`, and keeps what it
is told in `office.db`. `DUKCAPIL_STORE` names another database, such as
`postgresql+psycopg://user@host/office`.

No answer to a refused request shows what was sent: errors are problem details (RFC 9457). Who may
ask what is for the proxy in front of it, or for dependencies of FastAPI, to decide.
"""

import argparse
import os
from datetime import date
from typing import Annotated

from fastapi import Body, FastAPI, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from dukcapil import forecast, store
from dukcapil.blanko import STORE, Entry, Place, StockCard, TrialBalance, stock_card, trial_balance
from dukcapil.cards import CardEvent
from dukcapil.coverage import CoverageTable, measure
from dukcapil.forecast import Scenario, Trajectory
from dukcapil.recording import RecordingEvent
from dukcapil.regions import Level, RegionCode
from dukcapil.residents import Resident
from dukcapil.serial import MODEL_SETTINGS, add_error_handlers


class Batch(BaseModel):
    """Residents and events that come in together, such as those of a night."""

    model_config = ConfigDict(**MODEL_SETTINGS, extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=200)]
    entered_on: date
    source: str = ""
    residents: tuple[Resident, ...] = ()
    events: tuple[RecordingEvent | CardEvent, ...] = ()


class Totals(BaseModel):
    """What the register has after a batch."""

    residents: int
    events: int


class Posted(BaseModel):
    """How far a ledger goes after a document, to be kept as a proof."""

    entries: int
    sequence: int
    digest: str


Name = Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]


def service(database: str) -> FastAPI:
    """Return the application, with its store in a database."""
    office = store.create(database)
    app = FastAPI(title="Disdukcapil", version="1")
    add_error_handlers(app)

    @app.post("/batches")
    def add_batch(batch: Batch) -> Totals:
        register = office.people.append(
            batch.residents,
            batch.events,
            entered_on=batch.entered_on,
            batch=batch.id,
            source=batch.source,
        )
        return Totals(residents=len(register), events=register.event_count)

    @app.get("/coverage")
    def coverage(
        on: date,
        by: Level = Level.KECAMATAN,
        within: RegionCode | None = None,
        known_on: Annotated[date | None, Query()] = None,
    ) -> CoverageTable[RegionCode]:
        people = office.people
        register = people.load() if known_on is None else people.known_on(known_on)
        return measure(register if within is None else register.within(within), on=on, by=by)

    @app.post("/ledgers/{name}")
    def post(name: Name, document: Annotated[tuple[Entry, ...], Body()]) -> Posted:
        ledger = office.ledger(name)
        entries = len(ledger.post(*document))
        sequence, digest = ledger.checkpoint
        return Posted(entries=entries, sequence=sequence, digest=digest)

    @app.get("/ledgers/{name}/stock-card")
    def card(name: Name, since: date, until: date, point: str | None = None) -> StockCard:
        place = STORE if point is None else Place.point(point)
        return stock_card(office.ledger(name).load(), place, since=since, until=until)

    @app.get("/ledgers/{name}/balances")
    def balances(name: Name, on: date) -> TrialBalance:
        return trial_balance(office.ledger(name).load(), on=on)

    @app.post("/forecasts")
    def project(scenario: Annotated[Scenario, Body()]) -> Trajectory:
        return forecast.project(scenario)

    return app


def main() -> None:
    """Run the service until it is stopped."""
    import uvicorn  # noqa: PLC0415  the application itself runs on any server

    parser = argparse.ArgumentParser(description="A service for an office.")
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args().port
    database = os.environ.get("DUKCAPIL_STORE", "sqlite:///office.db")
    # No log of requests: paths and queries have what people sent, such as a NIK.
    uvicorn.run(service(database), host="127.0.0.1", port=port, access_log=False)


if __name__ == "__main__":
    main()
