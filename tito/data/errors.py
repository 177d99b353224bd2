"""What can go wrong with data.

DataError
    DataMissing     a file is not there and cannot be fetched
    DataDamaged     a file is there and is not what it should be

They stand apart from tito.errors because students' machines have this room alone.
"""


class DataError(Exception):
    """Data cannot be had; the message is one sentence: what is wrong, where, and what to do."""


class DataMissing(DataError):
    """A file is not there and cannot be fetched."""


class DataDamaged(DataError):
    """A file is there and is not what it should be."""
