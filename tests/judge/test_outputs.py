"""Outputs that were built anew are valid nbformat, whatever a student's process claims."""

from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from tito.judge.outputs import cleaned

_ROOM = 1 << 20
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_MIMES = st.sampled_from(
    ["text/plain", "text/html", "image/png", "application/json", "application/vnd.plotly.v1+json", "application/x+json"]
)
_ANY = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
_OUTPUT = st.fixed_dictionaries(
    {},
    optional={
        "output_type": st.sampled_from(["stream", "display_data", "execute_result", "error", "update_display_data"]),
        "name": _ANY, "text": _ANY, "ename": _ANY, "evalue": _ANY, "traceback": _ANY | st.lists(_ANY, max_size=3),
        "data": _ANY | st.dictionaries(_MIMES | st.text(max_size=5), _ANY, max_size=3),
        "metadata": _ANY, "execution_count": _ANY, "transient": _ANY,
    },
)  # fmt: skip


def _validate(outputs: list[dict[str, Any]]) -> None:
    nbformat.validate(nbformat.from_dict(new_notebook(cells=[new_code_cell("x", outputs=outputs)])))


@settings(max_examples=300, deadline=None)
@given(st.lists(_OUTPUT | _ANY, max_size=4), st.integers(0, 200) | st.just(_ROOM))
def test_whatever_is_claimed_becomes_valid(raw: list[Any], room: int) -> None:
    outputs, _ = cleaned(raw, 3, room)
    _validate(outputs)


def test_this_validation_notices_what_is_not_valid() -> None:
    with pytest.raises(nbformat.ValidationError):
        _validate([{"output_type": "stream", "name": "stdout", "text": None}])
