"""Taking in an archive: streamed to the disk, counted as it comes, gone again unless it is kept."""

import asyncio
import contextlib
import hashlib
import tempfile
import weakref
from collections.abc import AsyncIterator
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from tito.exchange.archives import Limits, size_text
from tito.exchange.errors import Refused
from tito.exchange.store import Upload

_EACH = 2  # uploads of one person that arrive at once: whoever sends slowly holds up nobody else
_LINES = 8  # uploads that arrive, for each that is stored


class Gate:
    """Keeps memory, threads and open files bounded: uploads beyond that wait their turn.

    Args:
        places: how many are looked over and stored at once; eight times as many arrive meanwhile.
        limits: how large each may be.
        seconds: how long each may take to arrive.
    """

    def __init__(self, places: int, limits: Limits, seconds: float) -> None:
        self._places = asyncio.Semaphore(places)
        self._lines = asyncio.Semaphore(_LINES * places)
        self._turns: weakref.WeakValueDictionary[str, asyncio.Semaphore] = weakref.WeakValueDictionary()
        self._limit = limits.packed
        self._seconds = seconds

    @contextlib.asynccontextmanager
    async def receive(self, request: Request, sender: str) -> AsyncIterator[Upload]:
        """The body of a request as a file, which is gone at the end.

        Raises:
            Refused: it is too large (413), or too slow (408).
        """
        self._refuse_announced(request.headers.get("content-length"))
        turn = self._turns.setdefault(sender, asyncio.Semaphore(_EACH))
        async with turn, self._lines:
            with tempfile.TemporaryFile() as file:
                upload = await self._arrived(request, file)
                async with self._places:
                    yield upload

    def _refuse_announced(self, length: str | None) -> None:
        if length is not None and length.isdecimal() and int(length[:20]) > self._limit:
            raise self._too_large()

    async def _arrived(self, request: Request, file: IO[bytes]) -> Upload:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._write(request, file)
        except TimeoutError:
            raise Refused(408, f"The upload took more than {self._seconds:g} s: try again.") from None

    async def _write(self, request: Request, file: IO[bytes]) -> Upload:
        digest = hashlib.sha256()
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > self._limit:
                raise self._too_large()
            digest.update(piece)
            await run_in_threadpool(file.write, piece)
        await run_in_threadpool(file.flush)
        return Upload(file, digest.hexdigest(), size)

    def _too_large(self) -> Refused:
        return Refused(413, f"The files are larger than the {size_text(self._limit)} that may be sent, packed.")
