"""MNIST and Fashion-MNIST in full: fetched once from where they are published, or read from a folder of one's own."""

import numpy as np

from .errors import DataDamaged
from .examples import Examples
from .fetching import Source, file_of
from .idx import read_idx

MNIST = Source(
    "MNIST",
    "mnist",
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    {
        "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
)
FASHION = Source(
    "Fashion-MNIST",
    "fashion-mnist",
    ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
    {
        "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    },
)
CLASSES = 10


def mnist(train: bool = True) -> Examples:
    """MNIST: 60,000 handwritten digits to train on, or 10,000 to test by; 28 by 28 pixels from 0 to 255.

    Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, 1998. Its first address no longer
    serves the files, so they come from the two mirrors that PyTorch and TensorFlow use. The SHA-256 sums are the
    published ones; they were not compared with the files themselves here, for want of a network.

    Raises:
        DataMissing: the files are not there and cannot be fetched.
        DataDamaged: a file is not what it should be.
    """
    return _read(MNIST, train)


def fashion_mnist(train: bool = True) -> Examples:
    """Fashion-MNIST: as MNIST in size and format, with pictures of clothes; see FASHION_CLASSES.

    Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, 2017, arXiv:1708.07747 (MIT). The address is that of its
    README, which gives MD5 sums. The SHA-256 sums are those of files that have these MD5 sums: made from Debian's copy,
    whose packed bytes are the same, by putting the name and date back into the head of each file.

    Raises:
        DataMissing: the files are not there and cannot be fetched.
        DataDamaged: a file is not what it should be.
    """
    return _read(FASHION, train)


def _read(source: Source, train: bool) -> Examples:
    part = "train" if train else "t10k"
    paths = [file_of(source, f"{part}-{end}") for end in ("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz")]
    images, labels = map(read_idx, paths)
    if images.ndim != 3 or images.dtype != np.uint8:
        raise DataDamaged(f"{paths[0]} holds no images: its shape is {images.shape}, of {images.dtype}.")
    if labels.ndim != 1 or labels.dtype != np.uint8 or np.any(labels >= CLASSES):
        raise DataDamaged(f"{paths[1]} holds no labels from 0 to {CLASSES - 1}, one for each image.")
    if len(images) != len(labels):
        raise DataDamaged(f"{paths[0]} has {len(images):,} images, and {paths[1].name} {len(labels):,} labels.")
    return Examples(images, labels.astype(np.int64))
