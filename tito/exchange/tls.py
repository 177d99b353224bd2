"""The certificates that are trusted, read once: reading them takes longer than most requests."""

import functools
import ssl

import httpx


@functools.cache
def context() -> ssl.SSLContext:
    """For every client of this process."""
    return httpx.create_ssl_context()
