"""What every stand-in is made of: whose it is, and which object it stands for.

An instance's class is made by `Mirror`; it knows its connection, and the instance knows its number. All of it is read
past the stand-in's own attribute look-up, which asks the student's process.
"""

from typing import Any

own = object.__getattribute__
own_of_class = type.__getattribute__

LOCAL = frozenset({
    "__class__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__", "__getnewargs_ex__",
    "__copy__", "__deepcopy__", "__del__", "__instancecheck__", "__subclasscheck__", "__subclasshook__",
    "__init_subclass__", "__mro_entries__", "__prepare__", "__set_name__", "__weakref__", "__next__", "__enter__",
    "__exit__", "__fspath__", "__dataclass_fields__", "__buffer__", "__dlpack__", "__dlpack_device__", "__get__",
    "__set__", "__delete__", "__tito_frames__", "__tito_recording__", "__cuda_array_interface__",
})  # fmt: skip
"""Names that are never looked up in the student's process, besides those that begin with __array."""


def is_local(name: str) -> bool:
    """Whether a name is looked up here and nowhere else."""
    return name[:2] == "__" and (name in LOCAL or name[:7] == "__array")


class Mirrored(type):
    """The root of the metaclasses of stand-ins."""


def is_class(value: object) -> bool:
    """Whether a value stands for a class of the student's."""
    return issubclass(type(value), Mirrored)


def is_instance(value: object) -> bool:
    """Whether a value stands for an object of the student's that is no class."""
    return issubclass(type(type(value)), Mirrored)


def remote_of(value: Any) -> Any:
    """The connection of an instance."""
    return own(value, "_tito_remote")


def remote_of_class(cls: type) -> Any:
    """The connection of a class."""
    return own_of_class(cls, "_tito_remote")
