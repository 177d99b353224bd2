"""The service as an ASGI application."""

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from tito.exchange import tls
from tito.exchange.blobs import Blobs
from tito.exchange.database import Database
from tito.exchange.errors import Refused
from tito.exchange.identity import Hub
from tito.exchange.logs import RequestLog, log
from tito.exchange.routes import assignments, health, people, submissions
from tito.exchange.settings import Settings
from tito.exchange.store import Store
from tito.exchange.uploads import Gate

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_HUB = httpx.Timeout(10.0, pool=120.0)  # a class that submits at once waits for its turn at the hub
_AT_ONCE = httpx.Limits(max_connections=10)


@dataclass(frozen=True)
class Service:
    """What the routes work with."""

    store: Store
    hub: Hub
    gate: Gate


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The application, which opens its database and its files when it starts.

    Args:
        store: in the place of the one that the settings describe.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=_HUB, limits=_AT_ONCE, trust_env=False, verify=tls.context()) as client:
            hub = Hub(settings.hub_api, settings.scopes, client, settings.believed_seconds)
            gate = Gate(settings.uploads, settings.limits, settings.upload_seconds)
            kept = store or open_store(settings)
            app.state.service = Service(kept, hub, gate)
            yield
            kept.database.close()

    root = settings.prefix.rstrip("/")
    app = FastAPI(
        title="TinyTorch exchange", version="1", lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url=f"{root}/openapi.json",
    )  # fmt: skip
    for part in (health, people, assignments, submissions):
        app.include_router(part.router, prefix=root)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(RequestLog)
    return app


def open_store(settings: Settings) -> Store:
    """Database and files.

    Raises:
        ExchangeServiceError: one of them cannot be opened.
    """
    return Store(Database(settings.database), Blobs(settings.storage), settings.limits)


async def _refused(request: Request, error: Refused) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return _sentence(error.status, str(error), headers)


async def _malformed(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    return _sentence(422, f"{first['loc'][-1]}: {first['msg']}.")


async def _no_route(request: Request, error: HTTPException) -> JSONResponse:
    return _sentence(error.status_code, f"{error.detail}.", error.headers)


async def _conflict(request: Request, error: IntegrityError) -> JSONResponse:
    return _sentence(409, "Somebody else has just changed the same thing: look at it first.")


async def _left(request: Request, error: ClientDisconnect) -> JSONResponse:
    return _sentence(400, "The upload ended before its end.")


async def _disk(request: Request, error: OSError) -> JSONResponse:
    log.error("storage failed", extra={"errno": error.errno, "reason": error.strerror, "path": request.url.path})
    if error.errno in _FULL:
        return _sentence(507, "The exchange's disk is full: nothing was stored; tell your instructor.")
    return _sentence(503, "The exchange's files cannot be reached: nothing was stored; try again.")


async def _bug(request: Request, error: Exception) -> JSONResponse:
    return _sentence(500, "The exchange failed; its log says how. Nothing was stored.")


def _sentence(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"detail": detail}, status, headers)


_HANDLERS = {
    Refused: _refused,
    RequestValidationError: _malformed,
    HTTPException: _no_route,
    IntegrityError: _conflict,
    ClientDisconnect: _left,
    OSError: _disk,
    Exception: _bug,
}
