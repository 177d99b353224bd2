"""Special methods of stand-ins, and the operation in the student's process that each one asks for.

Both sides read these tables, so that neither can name an operation that the other does not know.
"""

_NUMBERS = {
    "add": "add", "sub": "sub", "mul": "mul", "truediv": "truediv", "floordiv": "floordiv", "mod": "mod",
    "matmul": "matmul", "lshift": "lshift", "rshift": "rshift", "and": "and_", "or": "or_", "xor": "xor",
    "divmod": "divmod",
}  # fmt: skip

FORWARD = {f"__{stem}__": name for stem, name in _NUMBERS.items()}
REFLECTED = {f"__r{stem}__": name for stem, name in _NUMBERS.items()}
INPLACE = {f"__i{stem}__": f"i{name}" for stem, name in _NUMBERS.items() if stem != "divmod"}
COMPARING = {f"__{name}__": name for name in ("eq", "ne", "lt", "le", "gt", "ge")}
UNARY = {
    "__neg__": "neg", "__pos__": "pos", "__invert__": "invert", "__abs__": "abs", "__iter__": "iter",
    "__reversed__": "reversed", "__floor__": "floor", "__ceil__": "ceil", "__trunc__": "trunc", "__enter__": "enter",
}  # fmt: skip
TYPED: dict[str, tuple[str, type]] = {
    "__len__": ("len", int), "__int__": ("int", int), "__index__": ("index", int), "__float__": ("float", float),
    "__complex__": ("complex", complex), "__bytes__": ("bytes", bytes), "__hash__": ("hash", int),
}  # fmt: skip
WRITTEN_OUT = (
    "__call__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__next__", "__exit__", "__round__",
    "__pow__", "__rpow__", "__ipow__",
)  # fmt: skip

OPTIONAL = frozenset({*FORWARD, *REFLECTED, *INPLACE, *UNARY, *TYPED, *WRITTEN_OUT})
"""A stand-in's class has those of these that the student's class has. Comparisons, truth and texts all of them have."""

KNOWN_ERRORS = (
    "numpy.linalg.LinAlgError", "numpy.exceptions.AxisError", "numpy.exceptions.DTypePromotionError",
    "numpy.exceptions.TooHardError", "numpy.exceptions.ComplexWarning", "numpy.exceptions.VisibleDeprecationWarning",
    "numpy.exceptions.RankWarning", "json.decoder.JSONDecodeError",
)  # fmt: skip
"""Exceptions of libraries, beside the builtin ones, that are the same class on both sides."""

NAMED_MODULES = ("builtins", "math", "cmath", "operator", "numpy", "numpy.linalg", "numpy.random", "numpy.fft")
"""Modules whose functions a test may hand over by name."""
