"""Taking in an archive: streamed to the disk, counted as it comes, gone again unless it is kept."""

import asyncio
import contextlib
import hashlib
import tempfile
from collections.abc import AsyncIterator
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from tito.exchange.archives import Limits, size_text
from tito.exchange.errors import Refused
from tito.exchange.store import Upload


class Gate:
    """Lets in so many uploads at once that memory and threads are enough; the others wait.

    Args:
        places: how many.
        limits: how large each may be.
        seconds: how long each may take to arrive.
    """

    def __init__(self, places: int, limits: Limits, seconds: float) -> None:
        self._places = asyncio.Semaphore(places)
        self._limit = limits.packed
        self._seconds = seconds

    @contextlib.asynccontextmanager
    async def receive(self, request: Request) -> AsyncIterator[Upload]:
        """The body of a request as a file, which is gone at the end.

        Raises:
            Refused: it is too large (413), or too slow (408).
        """
        self._refuse_announced(request.headers.get("content-length"))
        async with self._places:
            with tempfile.TemporaryFile() as file:
                try:
                    async with asyncio.timeout(self._seconds):
                        sha256, size = await self._write(request, file)
                except TimeoutError:
                    raise Refused(408, f"The upload took more than {self._seconds:g} s: try again.") from None
                yield Upload(file, sha256, size)

    def _refuse_announced(self, length: str | None) -> None:
        if length is not None and length.isdecimal() and int(length[:20]) > self._limit:
            raise self._too_large()

    async def _write(self, request: Request, file: IO[bytes]) -> tuple[str, int]:
        digest = hashlib.sha256()
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > self._limit:
                raise self._too_large()
            digest.update(piece)
            await run_in_threadpool(file.write, piece)
        await run_in_threadpool(file.flush)
        return digest.hexdigest(), size

    def _too_large(self) -> Refused:
        return Refused(413, f"The files are larger than the {size_text(self._limit)} that may be sent, packed.")
