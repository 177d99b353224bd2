"""Whether the service can do its work."""

from fastapi import APIRouter
from sqlalchemy import select

from tito.exchange.models import Health, Problem
from tito.exchange.routes.asking import TheStore
from tito.exchange.tables import schema

router = APIRouter(tags=["health"])


@router.get("/health", responses={503: {"model": Problem}, 507: {"model": Problem}})
def health(store: TheStore) -> Health:
    """Ask the database, and try to write a file; needs no token, and says nothing of anybody."""
    store.blobs.check()
    with store.database.read() as connection:
        version = connection.execute(select(schema.c.version)).scalar_one()
    return Health(status="ok", schema_version=version)
