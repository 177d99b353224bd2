# design: new values computed first and written with [...] =, closed forms, helpers not used by the rules
# %% descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    return start * (1 - lr * curvatures) ** np.arange(steps + 1)[:, None]


# %% best-rate
def best_rate(curvatures: np.ndarray) -> tuple[float, float]:
    ordered = np.sort(curvatures)
    kappa = ordered[-1] / ordered[0]
    return 2 / (ordered[0] * (1 + kappa)), (kappa - 1) / (kappa + 1)


# %% check-parameters
#| export
def check_parameters(params: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(params, Tensor):
        raise TypeError("one Tensor: a list is needed")
    seen: dict[int, Tensor] = {}
    for parameter in params:
        if not isinstance(parameter, Tensor):
            raise TypeError(f"no Tensor at place {len(seen)}")
        if not parameter.requires_grad:
            raise ValueError(f"no requires_grad at place {len(seen)}")
        if id(parameter) in seen:
            raise ValueError("a parameter twice")
        seen[id(parameter)] = parameter
    if not seen:
        raise ValueError("nothing to train")
    return [*seen.values()]


# %% move
#| export
def move(parameter: Tensor, direction: np.ndarray, lr: float) -> None:
    parameter.data[...] = parameter.data - direction * lr


# %% take-step
#| export
def take_step(optimizer: Optimizer) -> None:
    pairs = [(p, s) for p, s in zip(optimizer.params, optimizer.state) if p.grad is not None]
    for parameter, state in pairs:
        if parameter.grad.shape != parameter.data.shape:
            raise ValueError(f"shapes {parameter.grad.shape} and {parameter.data.shape} differ")
    for parameter, state in pairs:
        state["steps"] = state["steps"] + 1
        optimizer.update(parameter, state)


# %% update-velocity
#| export
def update_velocity(velocity: np.ndarray, gradient: np.ndarray, momentum: float) -> None:
    velocity[...] = gradient + velocity * momentum


# %% add-decay
#| export
def add_decay(gradient: np.ndarray, values: np.ndarray, weight_decay: float) -> np.ndarray:
    result = values * weight_decay
    result += gradient
    return result


# %% sgd-update
#| export
def sgd_update(
    parameter: Tensor, state: dict[str, Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> None:
    push = parameter.grad + weight_decay * parameter.data
    if momentum:
        push = push + momentum * state["velocity"]
        state["velocity"] = push
    parameter.data[...] = parameter.data - lr * push


# %% update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    m[...] = gradient + betas[0] * (m - gradient)
    v[...] = np.square(gradient) + betas[1] * (v - np.square(gradient))


# %% correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    seen = sum((1 - beta) * beta**age for age in range(steps))
    return moment / seen


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
    beta1, beta2 = betas
    g = parameter.grad + weight_decay * parameter.data
    state["m"] = beta1 * state["m"] + (1 - beta1) * g
    state["v"] = beta2 * state["v"] + (1 - beta2) * g * g
    t = state["steps"]
    rate = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    scaled_eps = eps * (1 - beta2**t) ** 0.5
    parameter.data[...] = parameter.data - rate * state["m"] / (state["v"] ** 0.5 + scaled_eps)


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
    before = parameter.data.copy()
    adam_update(parameter, state, lr, betas, eps)
    parameter.data -= lr * weight_decay * before


# %% pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    arrays = {name: [np.array(state[name]) for state in optimizer.state] for name in optimizer.arrays}
    settings = {name: getattr(optimizer, name) for name in optimizer.settings}
    steps = [state["steps"] for state in optimizer.state]
    return {"kind": optimizer.__class__.__name__, "steps": steps} | settings | arrays


# %% check-state
#| export
def check_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    kind = type(optimizer).__name__
    if "kind" not in saved or saved["kind"] != kind:
        raise ValueError(f"a {kind} cannot go on from {saved.get('kind', 'a state without kind')}")
    expected = ["kind", "steps", *optimizer.settings, *optimizer.arrays]
    for name in expected:
        if name not in saved:
            raise ValueError(f"{name} is missing")
    for name in saved:
        if name not in expected:
            raise ValueError(f"{name} does not belong to a {kind}")
    count = len(optimizer.params)
    for name in ["steps", *optimizer.arrays]:
        if len(saved[name]) != count:
            raise ValueError(f"{len(saved[name])} entries of {name} for {count} parameters")
    for place, parameter in enumerate(optimizer.params):
        for name in optimizer.arrays:
            if saved[name][place].shape != parameter.data.shape:
                raise ValueError(f"{name}: {saved[name][place].shape} saved, {parameter.data.shape} needed")


# %% restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    for name in optimizer.settings:
        setattr(optimizer, name, saved[name])
    optimizer.state = [
        {"steps": saved["steps"][i]} | {name: saved[name][i].copy() for name in optimizer.arrays}
        for i in range(len(optimizer.params))
    ]


# %% training-bytes
#| export
def training_bytes(optimizer: Optimizer) -> tuple[int, int, int]:
    parameters = gradients = held = 0
    for parameter, state in zip(optimizer.params, optimizer.state):
        parameters += parameter.size * parameter.dtype.itemsize
        if parameter.grad is not None:
            gradients += parameter.grad.size * parameter.grad.dtype.itemsize
        for name in optimizer.arrays:
            held += state[name].nbytes
    return parameters, gradients, held
