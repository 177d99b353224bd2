"""Fetching files from where they are published, once, checked against their published sums.

Where a dataset's folder is:

1. TITO_DATA is set: its subfolder of the dataset's name. Nothing is fetched and no sum is checked; whoever sets it
   answers for the files.
2. Otherwise a folder of the user's cache. Each file there is checked against its sum whenever it is used, and fetched
   if it is missing or wrong. pooch writes beside the place and renames, so an interrupted download leaves nothing.

While a submission is graded (TITO_SEED is set) nothing is fetched: there is no network, and no mark depends on it.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import DataMissing
from .progress import Bar

FOLDER = "TITO_DATA"
"""Environment variable: a folder that holds mnist/ or fashion-mnist/; nothing is fetched while it is set."""
_GRADING = "TITO_SEED"
SECONDS = 10.0
"""How long to wait for an answer."""
_AS_IT_IS = {"Accept-Encoding": "identity"}  # a server that packs or unpacks on the way would spoil the sum


@dataclass(frozen=True)
class Source:
    """Where a dataset is published.

    Attributes:
        name: what to call it in a sentence.
        folder: the name of its folder.
        addresses: of folders that hold the files, tried in this order.
        sums: the SHA-256 of each file.
    """

    name: str
    folder: str
    addresses: Sequence[str]
    sums: Mapping[str, str]


def folder_of(name: str) -> Path | None:
    """The folder of a dataset within the one that TITO_DATA names; None if it is not set."""
    chosen = os.environ.get(FOLDER)
    return Path(chosen).expanduser() / name if chosen else None


def file_of(source: Source, name: str) -> Path:
    """One file of a dataset, fetched if need be.

    Raises:
        DataMissing: it is not there and cannot be fetched; the sentence says why and what to do.
    """
    folder = folder_of(source.folder)
    return _fetched(source, name) if folder is None else _given(source, folder, name)


def _given(source: Source, folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / name.removesuffix(".gz")):
        if candidate.is_file():
            return candidate
    raise DataMissing(
        f"{FOLDER} is set, but there is no {name} in {folder}: put the files of {source.name} there, or unset {FOLDER}."
    )


def _fetched(source: Source, name: str) -> Path:
    if os.environ.get(_GRADING):
        raise DataMissing(f"{source.name} is not fetched while a submission is graded: no mark depends on it.")
    import pooch

    pooch.get_logger().setLevel("ERROR")
    folder = Path(pooch.os_cache("tito")) / source.folder
    failures = []
    for address in source.addresses:
        downloader = pooch.HTTPDownloader(progressbar=Bar(name), timeout=SECONDS, headers=_AS_IT_IS)
        try:
            return Path(pooch.retrieve(
                address + name, f"sha256:{source.sums[name]}", fname=name, path=folder, downloader=downloader
            ))  # fmt: skip
        except (OSError, ValueError) as error:  # the network's errors are OSErrors; ValueError: the sum is another
            failures.append(f"{address} {_why(error)}")
    raise DataMissing(
        f"{source.name} could not be fetched ({'; '.join(failures)}): connect to the internet and try again, "
        f"or put its files into a folder {source.folder} and name the folder above it in {FOLDER}."
    )


def _why(error: Exception) -> str:
    if isinstance(error, ValueError):
        return "gave a file that is not the published one"
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status:
        return f"answered {status}"
    if error.errno is not None:
        return f"file could not be kept: {error.strerror}"
    return "broke off" if "Chunked" in type(error).__name__ else "cannot be reached"
