"""Imports of test cells: from the court, or from the student's process."""

import contextlib
from types import ModuleType

import pytest
from court_fakes import FakeRemote, error_of, hold

from tito.judge.court.imports import Import, court_has, imports_of


def module(name, **attributes):
    made = ModuleType(name)
    vars(made).update(attributes)
    return made


@pytest.fixture
def remote():
    """A student's process with a package beneath the notebook."""
    tensor = module("tinytorch.core.tensor", Tensor=list)
    core = module("tinytorch.core", tensor=tensor)
    top = module("tinytorch", core=core, Tensor=list)
    return FakeRemote({}, {"tinytorch": top, "tinytorch.core": core, "tinytorch.core.tensor": tensor})


@pytest.mark.parametrize(
    "line",
    ["from tinytorch import Tensor", "from tinytorch.core.tensor import Tensor", "from tinytorch import *",
     "import tinytorch.core.tensor\nTensor = tinytorch.core.tensor.Tensor",
     "import tinytorch.core.tensor as t\nTensor = t.Tensor", "from tinytorch import core\nTensor = core.tensor.Tensor",
     "import tinytorch as t, math\nTensor = t.Tensor"],
)  # fmt: skip
def test_the_package_beneath_the_notebook_is_the_students(line, remote):
    assert hold(f"{line}\nassert Tensor((1, 2)) == [1, 2]", remote).passed


def test_a_module_that_nobody_has_is_an_import_error():
    error = error_of(hold("import tinytorch"))
    assert (error.ename, error.evalue) == ("ModuleNotFoundError", "No module named 'tinytorch'") or (
        error.ename, error.evalue) == ("ImportError", "No module named 'tinytorch'")  # fmt: skip
    assert hold("try:\n    import nope_at_all\nexcept ImportError:\n    ok = 1\nassert ok").passed


def test_a_submodule_is_imported_for_from():
    helpers = module("helpers")
    remote = FakeRemote({}, {"helpers": helpers})
    real = remote.module

    def importing(name):
        if name == "helpers.deep":
            helpers.deep = module("helpers.deep", x=3)
            return helpers.deep
        return real(name)

    remote.module = importing
    assert hold("from helpers import deep\nassert deep.x == 3", remote).passed
    assert not hold("from helpers import shallow", remote).passed


def test_libraries_are_the_courts():
    lie = module("numpy", allclose=lambda *a: True)
    remote = FakeRemote({"allclose": lambda *a: True}, {"numpy": lie, "math": module("math", pi=3)})
    source = "import numpy, math, collections.abc\nfrom numpy import allclose\n"
    assert hold(source + "assert not allclose(1, 2) and math.pi > 3.1", remote).passed
    assert not hold("assert not allclose(1, 2)", remote).passed  # never imported where the court sees it
    assert hold("assert not allclose(1, 2)", remote, prelude=imports_of("from numpy import allclose")).passed


@pytest.mark.parametrize(
    ("name", "attribute", "ours"),
    [("numpy", None, True), ("numpy.linalg", "norm", True), ("os.path", None, True), ("tito.checks", "cell", True),
     ("tito", "checks", True), ("tito", None, False), ("tito.stack", "use_tinytorch", False),
     ("tito.judge", None, False), ("tito.checksum", None, False), ("tinytorch", "Tensor", False),
     ("matplotlib.pyplot", None, False), ("no_such_module_here", None, False), ("", None, False)],
)  # fmt: skip
def test_which_modules_are_the_courts(name, attribute, ours):
    assert court_has(name, attribute) is ours


def test_the_spy_runs_where_the_objects_are():
    class Mirror(type):
        @contextlib.contextmanager
        def __tito_recording__(cls):
            yield ["theirs"]

    class Own:
        recorder = None

    remote = FakeRemote({"recording": None, "Tensor": Mirror("Tensor", (), {}), "Own": Own})
    own = "with checks.recording(Own) as log:\n    Own.recorder(1, 'a', (), {})\nassert log.names == ['a']"
    use = "with {}(Tensor) as log:\n    pass\nassert log == ['theirs']"
    for lines in ("from tito.checks import recording, cell\nassert cell('x')\n" + use.format("recording"),
                  "from tito import checks\n" + use.format("checks.recording"),
                  "import tito.checks\n" + use.format("tito.checks.recording"), use.format("checks.recording"),
                  own):  # fmt: skip
        result = hold(lines, remote)
        assert result.passed, result
    assert hold(use.format("recording"), remote, prelude=imports_of("from tito.checks import recording")).passed


def test_an_import_that_only_a_test_makes_is_there_for_the_next_test(remote):
    prelude = imports_of("from tinytorch import Tensor")
    assert hold("assert Tensor((1,)) == [1]", remote, prelude=prelude).passed


def test_the_students_own_binding_comes_before_what_they_import(remote):
    remote.names["Tensor"] = tuple
    assert hold("assert Tensor([1]) == (1,)", remote, prelude=imports_of("from tinytorch import Tensor")).passed


def test_imports_are_found():
    found = imports_of(
        "import numpy as np\nimport os.path\nimport a.b as c\nfrom d.e import f as g, h\nfrom . import i\n"
        "from j import *\ndef k():\n    import l\n"
    )
    assert found == {
        "np": Import("numpy"), "os": Import("os"), "c": Import("a.b"), "g": Import("d.e", "f"), "h": Import("d.e", "h"),
    }  # fmt: skip


def test_imports_are_found_between_magics():
    source = "%matplotlib inline\nimport numpy as np\n!ls\nfrom math import (\n    pi,\n    e,\n)\n"
    source += "x = [\n 1,\n]\n%%time\nawait f()"
    assert set(imports_of(source)) == {"np", "pi", "e"}
    assert imports_of("\x00") == {}


def test_a_relative_import_is_an_error():
    assert error_of(hold("from . import x")).ename in ("ImportError", "KeyError")


def test_an_old_import_that_the_courts_module_lacks_is_asked_of_the_student():
    remote = FakeRemote({"cumtrapz": lambda: 3})
    assert hold("assert cumtrapz() == 3", remote, prelude={"cumtrapz": Import("math", "cumtrapz")}).passed
