import numpy as np
import pytest
from checks_fakes import Liar, Tensor, add, total

from tito.checks import CheckFailed, Log, recording

RULE = "a sum is announced to the hook"


@pytest.fixture(autouse=True)
def no_recorder_left():
    assert Tensor.recorder is None
    yield
    assert Tensor.recorder is None


def test_names_inputs_and_saved_are_noted_in_order():
    with recording(Tensor) as log:
        total(add(Tensor([1, 2]), Tensor([3, 4])), axis=0)
    assert type(log) is Log and len(log) == 2
    assert log.names == ["add", "sum"]
    assert log.saved == [{}, {"axis": 0}]
    assert [[array.tolist() for array in inputs] for inputs in log.inputs] == [[[1, 2], [3, 4]], [[4, 6]]]
    assert log.inputs[0][0].dtype == np.float32


def test_arrays_are_copies():
    x, mask = Tensor([1, 2]), np.array([2.0, 0.0])
    with recording(Tensor) as log:
        Tensor.from_op(x.data * mask, "dropout", x, mask=mask)
    x.data[:] = mask[:] = 9
    assert log.inputs[0][0].tolist() == [1, 2]
    assert log.saved[0]["mask"].tolist() == [2, 0]


def test_inputs_without_numbers_disturb_nothing():
    with recording(Tensor) as log:
        Tensor.from_op(np.ones(1), "odd", None, Liar(), 3, np.ones(1))
    assert log.inputs[0][:2] == [None, None]
    assert [array.tolist() for array in log.inputs[0][2:]] == [3, [1]]


def test_nothing_is_noted_outside():
    with recording(Tensor) as log:
        pass
    add(Tensor([1]), Tensor([2]))
    assert len(log) == 0


def test_the_former_recorder_is_restored_after_an_exception():
    with pytest.raises(KeyError), recording(Tensor):
        raise KeyError
    assert Tensor.recorder is None


def test_a_former_recorder_goes_on_being_called_and_is_put_back(monkeypatch):
    seen = []

    def engine(result, name, inputs, saved):
        seen.append((name, result.data.tolist(), len(inputs), saved))

    monkeypatch.setattr(Tensor, "recorder", engine)
    with recording(Tensor) as log:
        total(Tensor([1, 2]), axis=0)
    assert Tensor.recorder is engine
    assert seen == [("sum", 3.0, 1, {"axis": 0})]
    assert log.names == ["sum"]
    monkeypatch.undo()


def test_recordings_nest():
    with recording(Tensor) as outer:
        add(Tensor([1]), Tensor([2]))
        with recording(Tensor) as inner:
            total(Tensor([1]))
    assert outer.names == ["add", "sum"] and inner.names == ["sum"]


def test_operations(check, fails):
    with recording(Tensor) as log:
        add(Tensor([1]), Tensor([2]))
    assert check.operations(log, ["add"], rule=RULE) is None
    check.operations(log, ("add",), rule=RULE)
    with fails(f"{RULE}. Got ['add'], expected ['add', 'sum'], for input [1, 2]."):
        check.operations(log, ["add", "sum"], rule=RULE, given=[1, 2])
    with fails(f"{RULE}. Got [], expected ['add']."):
        check.operations(Log(), ["add"], rule=RULE)


def test_a_name_that_is_no_text_does_not_pass(check):
    with recording(Tensor) as log:
        Tensor.from_op(np.ones(1), Liar())
    with pytest.raises(CheckFailed):
        check.operations(log, ["add"], rule=RULE)
