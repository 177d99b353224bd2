"""What a test cell imports: `from tito import checks`.

    check = checks.cell("test-relu")
    x = check.rng.normal(size=(3, 5))
    y = check.array(ReLU()(Tensor(x)), shape=(3, 5), dtype=np.float32)
    check.close(y, np.maximum(x, 0), rule="negative numbers become 0", given=x)

It imports NumPy and the standard library and nothing of the project, because students import it too. A check
passes in silence or raises CheckFailed, whose message is

    <rule>. Got <what came>, expected <what is right>, for input <what went in>.

A ValueError out of a check says that the check itself is written wrongly.
"""

from .check import Check, cell
from .failure import SEPARATOR, CheckFailed
from .gradients import numerical_gradient
from .placing import ref, seed
from .spy import Log, recording

__all__ = ["SEPARATOR", "Check", "CheckFailed", "Log", "cell", "numerical_gradient", "recording", "ref", "seed"]
