"""Datasets for the notebooks: `from tito import data`.

    digits = data.digits()                               # ships with the course
    train, held_out = data.split(digits, held_out=0.2, seed=7)
    train, test = data.mnist(train=True), data.mnist(train=False)   # fetched once, then kept

| function | examples | pixels | where from |
|---|---|---|---|
| digits() | 1,797 | 8 x 8, 0 to 16 | this package |
| fashion_small(train) | 1,000 and 500 | 28 x 28, 0 to 255 | this package |
| mnist(train), fashion_mnist(train) | 60,000 and 10,000 | 28 x 28, 0 to 255 | the internet, or a folder (TITO_DATA) |

Every function returns `Examples(images, labels)`. It imports NumPy and nothing of the project, because students import
it too; pooch is imported when something is fetched. What goes wrong is a DataError, whose message is one sentence.
"""

from .errors import DataDamaged, DataError, DataMissing
from .examples import Examples
from .fetching import FOLDER, folder_of
from .idx import read_idx
from .large import fashion_mnist, mnist
from .shipped import FASHION_CLASSES, digits, fashion_small
from .splitting import split

__all__ = [
    "FASHION_CLASSES",
    "FOLDER",
    "DataDamaged",
    "DataError",
    "DataMissing",
    "Examples",
    "digits",
    "fashion_mnist",
    "fashion_small",
    "folder_of",
    "mnist",
    "read_idx",
    "split",
]
