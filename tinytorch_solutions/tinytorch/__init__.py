# Generated from course.toml: edit the exports there, then run "tito export".
# sha256: b08d1df30f98b5ee
"""A neural-network framework built from NumPy alone, module by module."""

from tinytorch.core.tensor import Tensor
from tinytorch.core.activations import Sigmoid, ReLU, Tanh, GELU, Softmax
from tinytorch.core.layers import Layer, Linear, Dropout

__version__ = "0.1.0"
__all__ = ["Tensor", "Sigmoid", "ReLU", "Tanh", "GELU", "Softmax", "Layer", "Linear", "Dropout", "__version__"]
