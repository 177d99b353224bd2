"""Who somebody is to the exchange."""

from fastapi import APIRouter

from tito.exchange.models import Me, Membership
from tito.exchange.routes.asking import Anybody, TheStore, problems

router = APIRouter(tags=["people"])


@router.get("/me", responses=problems())
def me(who: Anybody, store: TheStore) -> Me:
    """Name, courses and roles of whoever asks, and how much they may send."""
    courses = [Membership(course=course, roles=sorted(who.roles(course))) for course in who.courses()]
    limits = store.limits
    return Me(
        name=who.name, courses=courses, packed_bytes=limits.packed, unpacked_bytes=limits.unpacked, files=limits.files
    )
