"""How the service is set up: by whoever starts it, and by the hub that starts it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tito.exchange.archives import Limits
from tito.exchange.errors import ExchangeServiceError


@dataclass(frozen=True)
class Settings:
    """All that the service wants to know.

    Args:
        database: URL of SQLAlchemy's.
        storage: a folder, or a URL of fsspec's.
        hub_api: address of the hub's API.
        host, port: where to listen.
        prefix: what every address begins with, `/` at its end.
        scopes: a token needs one of them.
        limits: how large what is sent may be.
        uploads: how many are looked over and stored at once; others wait.
        upload_seconds: how long one may take.
        believed_seconds: how long an answer of the hub's is believed.
    """

    database: str
    storage: str
    hub_api: str
    host: str = "127.0.0.1"
    port: int = 8888
    prefix: str = "/"
    scopes: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    uploads: int = 8
    upload_seconds: float = 300.0
    believed_seconds: float = 15.0


def from_hub(environment: Mapping[str, str], database: str, storage: str, limits: Limits, uploads: int) -> Settings:
    """Settings of a service that JupyterHub manages, or that was given the same variables by hand.

    Raises:
        ExchangeServiceError: a variable is missing or makes no sense.
    """
    hub_api = _required(environment, "JUPYTERHUB_API_URL")
    prefix = _required(environment, "JUPYTERHUB_SERVICE_PREFIX")
    place = urlsplit(_required(environment, "JUPYTERHUB_SERVICE_URL"))
    scopes = _scopes(environment)
    try:
        port = place.port
    except ValueError:
        port = None
    if not place.hostname or not port:
        raise ExchangeServiceError("JUPYTERHUB_SERVICE_URL names no host and port, such as http://127.0.0.1:9010.")
    return Settings(database, storage, hub_api, place.hostname, port, prefix.rstrip("/") + "/", scopes, limits, uploads)


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise ExchangeServiceError(
            f"{name} is not set: JupyterHub sets it for a service that it starts; see docs/exchange.md."
        )
    return value


def _scopes(environment: Mapping[str, str]) -> frozenset[str]:
    """The scopes of which the hub gives one to every token that is meant for this service."""
    text = _required(environment, "JUPYTERHUB_OAUTH_ACCESS_SCOPES")
    try:
        return frozenset(map(str, json.loads(text)))
    except (ValueError, TypeError):
        raise ExchangeServiceError("JUPYTERHUB_OAUTH_ACCESS_SCOPES is no list of scopes in JSON.") from None
