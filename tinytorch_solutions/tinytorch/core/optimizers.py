# Generated from source/06_optimizers/06_optimizers.ipynb: edit the notebook, then run "tito export".
# sha256: f51301aceafd151e
"""Optimizers."""

__all__ = [
    "check_parameters",
    "move",
    "fresh_state",
    "require",
    "Optimizer",
    "SGD",
    "take_step",
    "update_velocity",
    "add_decay",
    "sgd_update",
    "update_moments",
    "correct_bias",
    "adam_update",
    "adamw_update",
    "Adam",
    "AdamW",
    "pack_state",
    "check_state",
    "restore_state",
    "training_bytes",
]


# %% optimizers-imports
from collections.abc import Iterable
from typing import Any

import numpy as np

from tinytorch.core.tensor import Tensor


# %% check-parameters
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    """Make a list of parameters, and refuse what an optimizer cannot train.

    Args:
        params: parameters in any iterable: a list, a tuple, a generator.

    Returns:
        A new list of the very same tensors, in order.

    Raises:
        TypeError: params is one Tensor, or something in it is no Tensor (the message names its place).
        ValueError: there is none, one is given twice, or one has requires_grad False (the message says
            "requires_grad" and names its place).

    Example:
        >>> weight = Tensor([1.0, 2.0], requires_grad=True)
        >>> check_parameters(p for p in [weight])[0] is weight
        True
    """
    if isinstance(params, Tensor):
        raise TypeError("an optimizer takes a list of Tensors, got one Tensor: put it into a list")
    found = list(params)  # a generator can be walked only once
    if not found:
        raise ValueError("an optimizer needs at least one parameter, got none")
    for place, parameter in enumerate(found):
        if not isinstance(parameter, Tensor):
            raise TypeError(f"parameter {place} is a {type(parameter).__name__}, not a Tensor")
        if not parameter.requires_grad:
            raise ValueError(f"parameter {place} of shape {parameter.shape} has requires_grad False")
    if len({id(parameter) for parameter in found}) < len(found):
        raise ValueError("a parameter is given twice: it would be moved twice at every step")
    return found


# %% move
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    """Subtract lr * direction from a parameter, in place: same array, same dtype.

    Args:
        parameter: the tensor to change.
        direction: an array of its shape; it is left as it is.
        lr: the learning rate, a Python or a NumPy number.

    Example:
        >>> weight = Tensor([1.0, 2.0], requires_grad=True)
        >>> move(weight, np.array([10.0, -10.0], dtype=np.float32), 0.1)
        >>> weight.data
        array([0., 3.], dtype=float32)
    """
    parameter.data -= lr * direction


# %% optimizers-base
def fresh_state(parameter: Tensor, arrays: tuple[str, ...]) -> dict[str, Any]:
    """What an optimizer remembers of a parameter before the first step: a count of 0, and arrays of zeros."""
    return {"steps": 0} | {name: np.zeros_like(parameter.data) for name in arrays}


def require(name: str, value: float, below: float = float("inf")) -> float:
    """Refuse a setting outside [0, below)."""
    if not 0 <= value < below:  # written so that nan is refused
        raise ValueError(f"{name} lies within [0, {below}), got {value}")
    return value


class Optimizer:
    """Changes parameters by their gradients; a subclass defines `update`.

    Args:
        params: parameters in any iterable.
        lr: the learning rate, at least 0.
        arrays: names of the arrays that the rule keeps for each parameter.

    Attributes:
        params: the parameters.
        state: for each parameter its count of steps and its arrays, by name.
        lr: may be set at any time, for example by a schedule.

    Raises:
        TypeError, ValueError: see `check_parameters`; or a setting is out of range.
    """

    settings: tuple[str, ...] = ("lr",)  # the attributes that belong to the rule; state_dict saves them

    def __init__(self, params: Iterable[Tensor], lr: float = 0.01, arrays: tuple[str, ...] = ()) -> None:
        self.params = check_parameters(params)
        self.lr = require("lr", lr)
        self.arrays = arrays
        self.state = [fresh_state(parameter, arrays) for parameter in self.params]

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self.params:
            parameter.zero_grad()

    def step(self) -> None:
        """Update every parameter that has a gradient."""
        take_step(self)

    def update(self, parameter: Tensor, state: dict[str, Any]) -> None:
        """Update one parameter by its gradient; every subclass defines this.

        Raises:
            NotImplementedError: the subclass does not.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define update")

    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on later: kind, settings, counts of steps, and copies of the arrays."""
        return pack_state(self)

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Go on from what `state_dict` of an optimizer like this one gave.

        Raises:
            ValueError: it does not fit; nothing has been changed.
        """
        check_state(self, saved)
        restore_state(self, saved)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)}" for name in self.settings)
        return f"{type(self).__name__}({values})"


class SGD(Optimizer):
    """Stochastic gradient descent: v = momentum * v + (g + weight_decay * x), then x = x - lr * v.

    Args:
        params: parameters in any iterable.
        lr: the learning rate.
        momentum: within [0, 1). With 0 no velocity is kept, and no memory is used.
        weight_decay: at least 0.

    Example:
        >>> weight = Tensor([1.0, 2.0], requires_grad=True)
        >>> weight.grad = np.array([10.0, -10.0], dtype=np.float32)
        >>> SGD([weight], lr=0.1).step()
        >>> weight.data
        array([0., 3.], dtype=float32)
    """

    settings = ("lr", "momentum", "weight_decay")

    def __init__(
        self, params: Iterable[Tensor], lr: float = 0.01, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        super().__init__(params, lr, ("velocity",) if momentum else ())
        self.momentum = require("momentum", momentum, 1)
        self.weight_decay = require("weight_decay", weight_decay)

    def update(self, parameter: Tensor, state: dict[str, Any]) -> None:
        """One step for one parameter."""
        sgd_update(parameter, state, float(self.lr), self.momentum, self.weight_decay)


# %% take-step
def take_step(optimizer: Optimizer) -> None:
    """Count a step and update, for each parameter that has a gradient.

    Args:
        optimizer: has `params`, `state` (a dictionary with "steps" for each parameter) and
            `update(parameter, state)`.

    Raises:
        ValueError: a gradient has another shape than its parameter; the message names both shapes.
    """
    for parameter, state in zip(optimizer.params, optimizer.state, strict=True):
        gradient = parameter.grad
        if gradient is None:
            continue
        if gradient.shape != parameter.shape:
            raise ValueError(f"gradient of shape {gradient.shape}, parameter of shape {parameter.shape}")
        state["steps"] += 1
        optimizer.update(parameter, state)


# %% update-velocity
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    """v = momentum * v + g, written into the array v.

    Args:
        velocity: changed in place.
        gradient: an array of the same shape; it is left as it is.
        momentum: within [0, 1).

    Example:
        >>> velocity = np.array([1.0, 1.0])
        >>> update_velocity(velocity, np.array([1.0, -1.0]), 0.9)
        >>> velocity
        array([ 1.9, -0.1])
    """
    velocity *= momentum
    velocity += gradient


# %% add-decay
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    """The gradient of the loss plus weight_decay / 2 * sum of squares: coupled weight decay.

    Args:
        gradient: gradient of the loss; it is left as it is.
        values: the parameter's values, of the same shape; they are left as they are.
        weight_decay: at least 0.

    Returns:
        A new array.

    Example:
        >>> add_decay(np.array([1.0, 1.0]), np.array([2.0, -4.0]), 0.5)
        array([ 2., -1.])
    """
    return gradient + weight_decay * values


# %% sgd-update
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    """One step of stochastic gradient descent, in place.

    Args:
        parameter: has a gradient, which is left as it is.
        state: has an array "velocity" of the parameter's shape if momentum is not 0; it is changed.
        lr: the learning rate.
        momentum: 0 for none.
        weight_decay: 0 for none; added to the gradient, before momentum.

    Example:
        >>> weight = Tensor([2.0], requires_grad=True)
        >>> weight.grad = np.ones(1, dtype=np.float32)
        >>> sgd_update(weight, fresh_state(weight, ("velocity",)), lr=0.1, momentum=0.9, weight_decay=0.5)
        >>> weight.data
        array([1.8], dtype=float32)
    """
    direction = parameter.grad
    if weight_decay:
        direction = add_decay(direction, parameter.data, weight_decay)
    if momentum:
        update_velocity(state["velocity"], direction, momentum)
        direction = state["velocity"]
    move(parameter, direction, lr)


# %% update-moments
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    """Fading means of the gradient and of its square, written into the arrays m and v.

    Args:
        m: mean of the gradients so far, changed in place.
        v: mean of their squares, changed in place.
        gradient: of the same shape; it is left as it is.
        betas: how much of m and how much of v is kept.

    Example:
        >>> m, v = np.zeros(1), np.zeros(1)
        >>> update_moments(m, v, np.array([4.0]), (0.9, 0.999))
        >>> m.round(3), v.round(3)
        (array([0.4]), array([0.016]))
    """
    beta1, beta2 = betas
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient * gradient


# %% correct-bias
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    """Divide a fading mean that began at zero by the sum of the weights of what it has seen.

    Args:
        moment: the mean; it is left as it is.
        beta: how much of it is kept at each step, below 1.
        steps: how many numbers it has seen, at least 1.

    Returns:
        A new array, of the same shape and dtype.

    Example:
        >>> correct_bias(np.array([0.4, -0.2]), 0.9, 1).round(6)
        array([ 4., -2.])
    """
    return moment / (1 - beta**steps)


# %% adam-update
def adam_update(
    parameter: Tensor,
    state: dict[str, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float = 0.0,
) -> None:
    """One step of Adam, in place.

    Args:
        parameter: has a gradient, which is left as it is.
        state: "m" and "v", arrays of the parameter's shape that are changed; "steps", 1 at the first step.
        lr: the learning rate.
        betas: how much of m and how much of v is kept.
        eps: is added to the root of the corrected v.
        weight_decay: 0 for none; added to the gradient, before the moments.

    Example:
        >>> weight = Tensor([1.0, 1.0], requires_grad=True)
        >>> weight.grad = np.array([4.0, -0.01], dtype=np.float32)
        >>> adam_update(weight, fresh_state(weight, ("m", "v")) | {"steps": 1}, 0.1, (0.9, 0.999), 1e-8)
        >>> weight.data.round(4)
        array([0.9, 1.1], dtype=float32)
    """
    gradient = parameter.grad
    if weight_decay:
        gradient = add_decay(gradient, parameter.data, weight_decay)
    update_moments(state["m"], state["v"], gradient, betas)
    mean = correct_bias(state["m"], betas[0], state["steps"])
    square = correct_bias(state["v"], betas[1], state["steps"])
    move(parameter, mean / (np.sqrt(square) + eps), lr)


# %% adamw-update
def adamw_update(
    parameter: Tensor,
    state: dict[str, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> None:
    """One step of AdamW, in place: shrink by 1 - lr * weight_decay, then a step of Adam without decay.

    Args:
        parameter: has a gradient, which is left as it is.
        state: as for `adam_update`.
        lr: the learning rate.
        betas: how much of m and how much of v is kept.
        eps: is added to the root of the corrected v.
        weight_decay: at least 0.

    Example:
        >>> weight = Tensor([10.0], requires_grad=True)
        >>> weight.grad = np.array([4.0], dtype=np.float32)
        >>> adamw_update(weight, fresh_state(weight, ("m", "v")) | {"steps": 1}, 0.1, (0.9, 0.999), 1e-8, 0.5)
        >>> weight.data.round(4)
        array([9.4], dtype=float32)
    """
    parameter.data *= 1 - lr * weight_decay
    adam_update(parameter, state, lr, betas, eps)


# %% optimizers-adam
class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015), with weight decay as a part of the gradient.

    Args:
        params: parameters in any iterable.
        lr: the learning rate.
        betas: how much of the mean of the gradients, and of their squares, is kept at each step.
        eps: is added to the root of the mean square.
        weight_decay: at least 0.

    Example:
        >>> weight = Tensor([1.0, 1.0], requires_grad=True)
        >>> weight.grad = np.array([4.0, -0.01], dtype=np.float32)
        >>> Adam([weight], lr=0.1).step()
        >>> weight.data.round(4)
        array([0.9, 1.1], dtype=float32)
    """

    settings = ("lr", "betas", "eps", "weight_decay")

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, ("m", "v"))
        self.betas = (require("beta1", betas[0], 1), require("beta2", betas[1], 1))
        self.eps = require("eps", eps)
        self.weight_decay = require("weight_decay", weight_decay)

    def update(self, parameter: Tensor, state: dict[str, Any]) -> None:
        """One step for one parameter."""
        adam_update(parameter, state, float(self.lr), self.betas, self.eps, self.weight_decay)


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019); arguments as for Adam.

    Example:
        >>> weight = Tensor([10.0], requires_grad=True)
        >>> weight.grad = np.array([4.0], dtype=np.float32)
        >>> AdamW([weight], lr=0.1, weight_decay=0.5).step()
        >>> weight.data.round(4)
        array([9.4], dtype=float32)
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay)

    def update(self, parameter: Tensor, state: dict[str, Any]) -> None:
        """One step for one parameter."""
        adamw_update(parameter, state, float(self.lr), self.betas, self.eps, self.weight_decay)


# %% pack-state
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    """All that an optimizer needs to go on later, as a plain dictionary.

    Args:
        optimizer: it is left as it is.

    Returns:
        "kind", each name of `optimizer.settings` with its value, "steps" with a list of numbers, and each
        name of `optimizer.arrays` with a list of copies, one for each parameter.
    """
    saved: dict[str, Any] = {"kind": type(optimizer).__name__}
    for name in optimizer.settings:
        saved[name] = getattr(optimizer, name)
    saved["steps"] = [state["steps"] for state in optimizer.state]
    for name in optimizer.arrays:
        saved[name] = [state[name].copy() for state in optimizer.state]
    return saved


# %% check-state
def check_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    """Refuse a saved state that does not fit this optimizer; changes nothing.

    Args:
        optimizer: the one that is to go on from `saved`.
        saved: a dictionary such as `pack_state` makes.

    Raises:
        ValueError: kind, names of entries, number of parameters or a shape differs. The message names what
            was saved and what was expected.
    """
    kind = type(optimizer).__name__
    if saved.get("kind") != kind:
        raise ValueError(f"the state is one of {saved.get('kind')}, this optimizer is {kind}")
    differing = set(saved) ^ {"kind", "steps", *optimizer.settings, *optimizer.arrays}
    if differing:
        raise ValueError(f"entries that are missing or do not belong to this {kind}: {sorted(differing)}")
    shapes = [parameter.shape for parameter in optimizer.params]
    for name in ("steps", *optimizer.arrays):
        if len(saved[name]) != len(shapes):
            raise ValueError(f"{name} was saved for {len(saved[name])} parameters, there are {len(shapes)}")
    for name in optimizer.arrays:
        for array, shape in zip(saved[name], shapes, strict=True):
            if array.shape != shape:
                raise ValueError(f"{name} was saved with shape {array.shape}, the parameter has {shape}")


# %% restore-state
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    """Put a saved state, which `check_state` has found to fit, into an optimizer.

    Args:
        optimizer: its settings, its steps and its arrays are set; the parameters are left as they are.
        saved: a dictionary such as `pack_state` makes; it is copied from, and shares no array afterwards.
    """
    for name in optimizer.settings:
        setattr(optimizer, name, saved[name])
    for place, state in enumerate(optimizer.state):
        state["steps"] = saved["steps"][place]
        for name in optimizer.arrays:
            state[name][...] = saved[name][place]


# %% training-bytes
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    """Bytes that training holds apart from activations.

    Args:
        optimizer: has `params`, `state` and `arrays`.

    Returns:
        Bytes of the parameters, of the gradients that are there, and of the arrays of the state.

    Example:
        >>> training_bytes(Adam([Tensor(np.zeros((784, 10)), requires_grad=True)]))
        (31360, 0, 62720)
    """
    gradients = [parameter.grad for parameter in optimizer.params if parameter.grad is not None]
    return (
        sum(parameter.data.nbytes for parameter in optimizer.params),
        sum(gradient.nbytes for gradient in gradients),
        sum(state[name].nbytes for state in optimizer.state for name in optimizer.arrays),
    )
