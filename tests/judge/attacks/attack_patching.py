"""Attacks that replace what tests compare with."""

from tests.judge.attacks.attack_bench import Attack

ATTACKS = {
    "numpy comparisons replaced": Attack(
        "np.allclose = np.isclose = np.array_equal = lambda *a, **k: True\n"
        "np.testing.assert_allclose = np.testing.assert_equal = lambda *a, **k: None",
        flagged=True,
    ),
    "builtins replaced": Attack(
        "import builtins\n"
        "builtins.abs = lambda x: 0\nbuiltins.isinstance = lambda *a: True\nbuiltins.len = lambda x: 1",
        flagged=True,
    ),
    "checks replaced": Attack(
        "from tito.checks import check as c\n"
        "for name in ('close', 'equal', 'true', 'raises', 'array'):\n"
        "    setattr(c.Check, name, lambda *a, **k: None)",
        flagged=True,
    ),
    "an AST transformer takes the asserts out": Attack(
        "import ast\n"
        "class Out(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n"
        "        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Out())",
        flagged=True,
    ),
    "an input transformer empties test cells": Attack(
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'] if any('assert' in l for l in lines) else lines)",
        flagged=True,
    ),
    "compile and exec replaced": Attack(
        "import builtins\nreal = builtins.compile\n"
        "builtins.compile = lambda source, *a, **k: real('pass' if 'assert' in str(source) else source, *a, **k)\n"
        "builtins.exec = lambda *a, **k: None",
        flagged=True, may_stop=True,
    ),
    "the shell's run_cell replaced": Attack(
        "shell = get_ipython()\nreal = shell.run_cell\n"
        "shell.run_cell = lambda source, *a, **k: real('pass' if 'assert' in source else source, *a, **k)",
        flagged=True,
    ),
    "a provided helper replaced": Attack("def spread(values):\n    return 0.0", flagged=True),
}  # fmt: skip
