"""Identity, lifetime, attributes and what may not be done with stand-ins."""

import copy
import dataclasses
import inspect
import itertools
import os
import pickle
import typing

import numpy as np
import pytest
from standins_samples import VECTOR
from standins_server import student

from tito.judge.court.errors import RemoteError
from tito.judge.court.limits import Caps
from tito.judge.court.remote import is_standin


@pytest.fixture(scope="module")
def remote():
    with student(VECTOR, strict=False) as made:
        yield made
        made.check()


@pytest.fixture
def v(remote):
    return remote.name("Vector")(1, 2, 3)


def test_an_attribute_is_set_and_deleted_there(v):
    v.items = [9]
    assert v.first == 9
    v.note = "new"
    assert v.note == "new"
    del v.note
    assert not hasattr(v, "note")
    v[0] = 4
    assert v.items == [4]
    del v[0]
    assert len(v) == 0


def test_a_class_attribute_is_set_and_deleted_there(remote):
    bare = remote.name("Bare")
    bare.setting = 3
    assert bare().setting == 3
    del bare.setting
    assert not hasattr(bare, "setting")


def test_unpacking(v):
    a, *rest = v
    assert (a, rest) == (1, [2, 3])


def test_in_place_keeps_the_object(v):
    before = v
    v += 4
    assert v is before and v.items == [1, 2, 3, 4]


def test_an_object_is_one_stand_in_while_it_is_held(remote, v):
    echo = remote.name("echo")
    assert echo(v) is v and echo([v])[0] is v and remote.name("Vector") is type(v)
    assert remote.name("same")(v, v) is True
    assert remote.name("same")(v, remote.name("Vector")(1, 2, 3)) is False


def test_a_method_that_an_instance_hides_is_what_it_hides(remote):
    hiding = remote.name("Hiding")()
    assert hiding.get() == 1
    hiding.hide()
    assert hiding.get == 5
    other = remote.name("Hiding")()
    other.get = 7
    assert other.get == 7


def test_methods_compare_as_bound_methods_do(v, remote):
    assert v.norm == v.norm and v.norm != v.first and hash(v.norm) == hash(v.norm)
    assert v.norm != remote.name("Vector")(1).norm


def test_a_generator_gives_its_value_and_stops(remote):
    def outer():
        result = yield from remote.name("count")(2)
        yield result

    assert list(outer()) == [0, 1, "done"]
    numbers = remote.name("count")(1)
    assert next(numbers) == 0
    with pytest.raises(StopIteration) as stop:
        next(numbers)
    assert stop.value.value == "done"
    assert next(numbers, None) is None


def test_with_runs_there_and_learns_nothing_of_the_test(v):
    with pytest.raises(KeyError), v as inside:
        assert inside is v and v.entered is True
        raise KeyError("of the test")  # the student's __exit__ returns True, and is not believed
    assert v.left == (None, None, None)


def test_a_context_manager_made_by_a_generator(remote):
    log = remote.ref([])
    with remote.name("managed")(log) as given:
        assert given == 5 and log.pull() == ["in"]
    assert log.pull() == ["in", "out"]


def test_copies_are_made_there(v, remote):
    shallow, deep = copy.copy(v), copy.deepcopy(v)
    assert shallow is not v and deep is not v and deep.items == [1, 2, 3]
    deep[0] = 9
    assert v[0] == 1
    assert copy.copy(type(v)) is type(v)
    assert copy.deepcopy({"a": [v]})["a"][0].items == [1, 2, 3]


def test_nothing_is_pickled(v, remote):
    for thing in (v, type(v), v.norm, remote.name("double"), remote.name("Empty")("x")):
        with pytest.raises((TypeError, pickle.PicklingError)):
            pickle.dumps(thing)


def test_a_class_cannot_be_subclassed_in_a_test(remote):
    vector = remote.name("Vector")
    with pytest.raises(TypeError, match="define the subclass in a locked cell"):

        class Mine(vector):
            pass


OWN = [
    lambda x: x, object(), np.random.default_rng(0), iter([]), itertools.count(), student, np.array([object()]),
    type("Mine", (), {}), [1, {"a": lambda: 0}],
]  # fmt: skip


@pytest.mark.parametrize("thing", OWN)
def test_what_the_test_made_is_not_handed_over(remote, thing):
    with pytest.raises(TypeError, match="locked cell"):
        remote.name("echo")(thing)
    assert remote.poisoned is None and remote.name("echo")(3) == 3


def test_a_stand_in_of_another_test_is_not_handed_over(remote, v):
    with student(VECTOR) as other, pytest.raises(TypeError, match="earlier test"):
        other.name("echo")(v)


def test_subclasses_of_builtin_types_are_not_converted(remote):
    row = remote.name("Row")([1, 2])
    assert is_standin(row) and not isinstance(row, list) and type(row).__name__ == "Row"
    row.append(5)
    assert list(row) == [1, 2, 5]


def test_named_tuples_hold_objects(remote, v):
    (pair,) = remote.name("pair_of")(v)
    assert pair.left is v and pair.right is v and type(pair).__name__ == "Pair"


def test_dataclass_functions_are_refused_loudly(remote):
    with pytest.raises(TypeError):
        dataclasses.asdict(remote.name("Data")())


def test_what_is_a_stand_in(remote, v):
    assert all(map(is_standin, (v, type(v), v.norm, remote.name("double"))))
    assert not any(map(is_standin, (3, [], np.ones(2), list, remote.name("point")(), is_standin)))


def test_a_name_that_is_not_there(remote):
    with pytest.raises(KeyError) as error:
        remote.name("len")
    assert error.value.args == ("len",)


def test_modules_are_imported_there(remote):
    assert remote.module("json").dumps([1]) == "[1]"
    assert remote.module("os.path").join("a", "b") == "a/b"
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        remote.module("no_such_module")


def test_seeding(remote):
    numpy_random, python_random = remote.module("numpy.random"), remote.module("random")
    remote.seed(2**40 + 3)
    first = numpy_random.rand(), python_random.random()
    remote.seed(2**40 + 3)
    assert (numpy_random.rand(), python_random.random()) == first


def test_annotations_that_are_code_are_not_run():
    source = """
def f(x): pass
class C:
    pass
bad = "__import__('os').environ.__setitem__('BROKEN', '1')"
f.__annotations__ = {"x": bad, "y": "int"}
C.__annotations__ = {"x": bad, "y": "list[int]"}
"""
    with student(source) as remote:
        for thing in (remote.name("f"), remote.name("C")):
            for hints in (typing.get_type_hints(thing), inspect.get_annotations(thing, eval_str=True)):
                assert hints["x"] is object and hints["y"] in (int, list[int])
        signature = inspect.signature(remote.name("f"), eval_str=True)
        assert signature.parameters["x"].annotation in ("object", object)
    assert "BROKEN" not in os.environ


def test_objects_are_let_go():
    with student(
        VECTOR + "\nimport gc\ndef alive(): gc.collect(); return sum(type(o) is Bare for o in gc.get_objects())"
    ) as remote:
        bare, alive, kept = remote.name("Bare"), remote.name("alive"), []
        for number in range(300):
            thing = bare()
            if number % 100 == 0:
                kept.append(thing)
        del thing
        assert alive() == len(kept) == 3


def test_a_long_loop_does_not_run_out_of_objects():
    with student(VECTOR, caps=Caps(handles=50)) as remote:
        bare = remote.name("Bare")
        for _ in range(500):
            bare()
        remote.check()


def test_an_object_that_goes_and_comes_again_is_there():
    with student(VECTOR + "\nlasting = Vector(1, 2)\ndef again(): return lasting") as remote:
        again = remote.name("again")
        for _ in range(20):
            assert again().items == [1, 2]
            thing = again()
            del thing
            kept = again()
            assert kept.first == 1
        remote.check()


def test_an_answer_that_is_too_large_fails_with_a_reason():
    with student("def many(): return list(range(200_000))\ndef few(): return 3") as remote:
        with pytest.raises(RemoteError, match="cannot be handed to the test"):
            remote.name("many")()
        assert remote.name("few")() == 3
