"""The description of the API holds: schemathesis sends what it allows and what it does not, for some seconds."""

import contextlib
import copy
import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
import schemathesis
from exchange_hub import StubHub
from exchange_service import LIMITS, PREFIX, archive, settings
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tito.exchange.app import Service, create_app, open_store
from tito.exchange.errors import Refused
from tito.exchange.identity import Person
from tito.exchange.uploads import Gate

EVERYTHING = frozenset({"instructor-tiny", "nbgrader-tiny"})
EXAMPLES = 4
SEEN = {"positive": {200, 201, 403, 404}, "negative": {401, 403, 422}}
CHECKED = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


schemathesis.serializer.alias("application/gzip", "application/octet-stream")


class OnePerson:
    """A hub that knows one token; what the real one answers is tested elsewhere."""

    async def person(self, token: str) -> Person:
        if token != "good":
            raise Refused(401, "Nobody's.")
        return Person("ada", EVERYTHING)


@contextlib.asynccontextmanager
async def _as_it_is(app: FastAPI) -> AsyncIterator[None]:
    """In the place of start and end, which schemathesis would have for each request."""
    yield


@pytest.fixture(scope="module")
def application(hub: StubHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    how = settings(tmp_path_factory.mktemp("openapi"), hub)
    store = open_store(how)
    app = create_app(how, store)
    app.router.lifespan_context = _as_it_is
    app.state.service = Service(store, OnePerson(), Gate(4, LIMITS, 10.0))  # type: ignore[arg-type]
    yield app
    store.database.close()


@pytest.fixture(scope="module")
def operations(application: FastAPI) -> list[schemathesis.APIOperation]:
    schema = schemathesis.openapi.from_asgi(f"{PREFIX}openapi.json", application)
    return [operation.ok() for operation in schema.get_all_operations()]


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_every_answer_is_as_described(
    operations: list[schemathesis.APIOperation], mode: schemathesis.GenerationMode
) -> None:
    assert len(operations) == 16
    statuses: set[int] = set()
    for operation, real in itertools.product(operations, (True, False)):
        with contextlib.suppress(Unsatisfiable):  # nothing of a route without parameters can be sent wrongly
            statuses |= held(operation, mode, real)
    assert SEEN[mode.value] <= statuses


def held(operation: schemathesis.APIOperation, mode: schemathesis.GenerationMode, real: bool) -> set[int]:
    """The answers of one route, each as it is described; `real` ones are about the course that exists."""
    statuses: set[int] = set()

    @bounded(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: schemathesis.Case) -> None:
        if real and case.path_parameters:
            case.path_parameters["course"] = "tiny"
        if real and case.method == "POST":
            case.body, case.media_type = archive(), "application/gzip"
        answer = case.call(headers={"Authorization": "Bearer good"})
        case.validate_response(answer, checks=CHECKED)
        statuses.add(answer.status_code)

    hold()
    return statuses


def test_a_wrong_description_would_be_found(application: FastAPI) -> None:
    """The control: the same check, with an answer that the description does not know."""
    document = copy.deepcopy(application.openapi())
    route = f"{PREFIX}me"
    document["paths"] = {route: document["paths"][route]}
    document["paths"][route]["get"]["responses"] = {"200": {"description": "Always."}}
    wrong = schemathesis.openapi.from_dict(document)
    wrong.app = application
    (operation,) = [one.ok() for one in wrong.get_all_operations()]
    case = operation.Case()
    with pytest.raises(FailureGroup, match="distinct failure"):
        case.validate_response(case.call(headers={"Authorization": "Bearer bad"}), checks=CHECKED)
