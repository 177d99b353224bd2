"""Output ends where it may not be longer."""

import pytest
from shell_harness import Warm

from tito.judge.ended import CUT


def text_of(outputs: list[dict]) -> str:
    return "".join(output.get("text", "") for output in outputs)


FLOODS = {
    "print": "for i in range(100_000): print('x' * 50)",
    "one print": "print('x' * 10_000_000)",
    "wide characters": "print('€' * 1_000_000)",
    "newlines": "print('\\n' * 1_000_000)",
    "quotes": "print('\\'\"\\\\' * 1_000_000)",
    "descriptor": "import os\nfor i in range(100): os.write(1, b'y' * 100_000)",
    "displays": "for i in range(5000): display(i)",
    "one display": "display('x' * 1_000_000)",
    "result": "'x' * 1_000_000",
    "metadata": "display(1, metadata={'m': 'x' * 1_000_000})",
    "pictures": "class P:\n    def _repr_png_(self): return b'\\x89PNG' * 8000\nfor i in range(20): display(P())",
    "errors": "for i in range(3000):\n    try: 1 / 0\n    except Exception: get_ipython().showtraceback()",
    "updates": "h = display(1, display_id=True)\nfor i in range(300): h.update('x' * i * 1000)",
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_cell_stays_under_the_limit(warm: Warm, name: str) -> None:
    outputs = warm.last(FLOODS[name], output_bytes=60_000)
    assert len(str(outputs).encode()) <= 61_500
    assert text_of(outputs).count(CUT) == 1


def test_python_stops_writing_at_the_limit(warm: Warm) -> None:
    reply = warm.ask("for i in range(100_000): print('x' * 50)", output_bytes=60_000)
    assert reply["written"] <= 60_001


def test_what_fits_is_not_cut(warm: Warm) -> None:
    outputs = warm.last("print('x' * 50_000)\ndisplay('y')\n1", output_bytes=60_000)
    assert CUT not in text_of(outputs)
    assert len(outputs) == 3


def test_the_limit_is_for_all_cells_and_said_in_each(warm: Warm) -> None:
    first, second, third, fourth = warm.run(
        "print('x' * 40_000)", "print('y' * 40_000)", "print('z')", "quiet = 1", output_bytes=60_000
    )
    assert CUT not in text_of(first)
    assert "y" * 10_000 in text_of(second)
    assert text_of(third) == f"\n{CUT}\n"
    assert fourth == []


def test_the_first_error_is_kept_shortened(warm: Warm) -> None:
    outputs = warm.last("print('x' * 10_000)\nraise ValueError('v' * 5000)", output_bytes=5000)
    assert outputs[-1]["ename"] == "ValueError"
    assert outputs[-1]["evalue"] == "v" * 500


def test_what_was_cleared_does_not_count(warm: Warm) -> None:
    cell = (
        "from IPython.display import clear_output\n"
        "for i in range(1000):\n    clear_output(wait=True)\n    print(f'{i:0200}')"
    )
    assert text_of(warm.last(cell, output_bytes=60_000)) == f"{999:0200}\n"


def test_what_is_cleared_for_ever_does_not_fill_the_memory(warm: Warm) -> None:
    cell = "from IPython.display import clear_output\nfor i in range(3000):\n    clear_output()\n    print('x' * 1000)"
    assert warm.ask(cell, output_bytes=60_000)["written"] <= 9 * 60_001
