# Generated from course.toml: edit the exports there, then run "tito export".
# sha256: 71d06dd5d9a37bd8
"""A neural-network framework built from NumPy alone, module by module."""

from tinytorch.core.tensor import Tensor
from tinytorch.core.activations import Sigmoid, ReLU, Tanh, GELU, Softmax
from tinytorch.core.layers import Layer, Linear, Dropout
from tinytorch.core.losses import MSELoss, CrossEntropyLoss, BinaryCrossEntropyLoss
from tinytorch.core.autograd import no_grad
from tinytorch.core.optimizers import SGD, Adam, AdamW
from tinytorch.core.training import Trainer, CosineSchedule, clip_grad_norm

__version__ = "0.1.0"
__all__ = ["Tensor", "Sigmoid", "ReLU", "Tanh", "GELU", "Softmax", "Layer", "Linear", "Dropout", "MSELoss", "CrossEntropyLoss", "BinaryCrossEntropyLoss", "no_grad", "SGD", "Adam", "AdamW", "Trainer", "CosineSchedule", "clip_grad_norm", "__version__"]
