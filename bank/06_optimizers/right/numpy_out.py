# design: NumPy functions with out=, and rules that share one path
# %% descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    path = np.empty((steps + 1, len(start)))
    path[0] = start
    for t in range(steps):
        np.subtract(path[t], lr * (curvatures * path[t]), out=path[t + 1])
    return path


# %% best-rate
def best_rate(curvatures: np.ndarray) -> tuple[float, float]:
    rate = 1 / ((min(curvatures) + max(curvatures)) / 2)
    return float(rate), float(max(abs(1 - rate * c) for c in curvatures))


# %% check-parameters
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    match params:
        case Tensor():
            raise TypeError("params is one Tensor")
    found = [*params]
    strangers = [place for place, item in enumerate(found) if not isinstance(item, Tensor)]
    if strangers:
        raise TypeError(f"no Tensors at places {strangers}")
    frozen = [place for place, item in enumerate(found) if not item.requires_grad]
    if frozen:
        raise ValueError(f"without requires_grad: places {frozen}")
    if not found or len(set(map(id, found))) != len(found):
        raise ValueError("no parameter, or the same one twice")
    return found


# %% move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    np.subtract(parameter.data, lr * direction, out=parameter.data, casting="same_kind")


# %% take-step
#| export
def take_step(optimizer: Optimizer) -> None:
    for place, parameter in enumerate(optimizer.params):
        if parameter.grad is not None:
            if np.shape(parameter.grad) != np.shape(parameter.data):
                raise ValueError(f"parameter {parameter.data.shape} has gradient {parameter.grad.shape}")
            optimizer.state[place]["steps"] += 1
            optimizer.update(parameter, optimizer.state[place])


# %% update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    np.multiply(velocity, momentum, out=velocity)
    np.add(velocity, gradient, out=velocity)


# %% add-decay
#| export
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    return np.add(gradient, np.multiply(values, weight_decay))


# %% sgd-update
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    push = add_decay(parameter.grad, parameter.data, weight_decay)
    if "velocity" in state:
        update_velocity(state["velocity"], push, momentum)
        push = state["velocity"]
    move(parameter, push, lr)


# %% update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    for moment, beta, power in ((m, betas[0], 1), (v, betas[1], 2)):
        moment += (1 - beta) * (gradient**power - moment)


# %% correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    return np.divide(moment, 1.0 - np.power(beta, steps).item())


# %% adam-update
#| export
def adam_update(
    parameter: Tensor,
    state: dict[str, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float = 0.0,
) -> None:
    update_moments(state["m"], state["v"], add_decay(parameter.grad, parameter.data, weight_decay), betas)
    root = np.sqrt(correct_bias(state["v"], betas[1], state["steps"]))
    root += eps
    move(parameter, correct_bias(state["m"], betas[0], state["steps"]) / root, lr)


# %% adamw-update
#| export
def adamw_update(
    parameter: Tensor,
    state: dict[str, Any],
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> None:
    move(parameter, parameter.data.copy(), lr * weight_decay)
    adam_update(parameter, state, lr, betas, eps, weight_decay=0.0)


# %% pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {name: vars(optimizer)[name] for name in optimizer.settings}
    saved["kind"] = type(optimizer).__name__
    for name in ("steps", *optimizer.arrays):
        values = [state[name] for state in optimizer.state]
        saved[name] = values if name == "steps" else [value.copy() for value in values]
    return saved


# %% check-state
#| export
def check_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    problems = []
    mine, its = type(optimizer).__name__, saved.get("kind")
    if mine != its:
        problems.append(f"kind {its} instead of {mine}")
    else:
        expected = {"kind", "steps"} | set(optimizer.settings) | set(optimizer.arrays)
        problems += [f"missing: {name}" for name in expected if name not in saved]
        problems += [f"unknown: {name}" for name in saved if name not in expected]
    if not problems:
        n = len(optimizer.params)
        lists = ["steps", *optimizer.arrays]
        problems += [f"{name}: {len(saved[name])} instead of {n}" for name in lists if len(saved[name]) != n]
    if not problems:
        for name in optimizer.arrays:
            for array, parameter in zip(saved[name], optimizer.params):
                if array.shape != parameter.shape:
                    problems.append(f"{name}: {array.shape} instead of {parameter.shape}")
    if problems:
        raise ValueError("; ".join(problems))


# %% restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    vars(optimizer).update({name: saved[name] for name in optimizer.settings})
    for state, steps in zip(optimizer.state, saved["steps"]):
        state["steps"] = steps
    for name in optimizer.arrays:
        for state, array in zip(optimizer.state, saved[name]):
            np.copyto(state[name], array)


# %% training-bytes
#| export
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    gradients = [p.grad.nbytes for p in optimizer.params if p.grad is not None]
    held = [array.nbytes for state in optimizer.state for key, array in state.items() if key != "steps"]
    return sum(p.data.nbytes for p in optimizer.params), sum(gradients), sum(held)
