# design: loops and explicit stacks, uniform weights of the same deviation, masks by where
# %% init-weight
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    if rng is None:
        rng = np.random.default_rng()
    limit = (3.0 / in_features) ** 0.5  # uniform on [-limit, limit] has variance limit**2 / 3
    rows = [rng.uniform(-limit, limit, out_features) for _ in range(in_features)]
    return Tensor(rows, requires_grad=True, dtype=dtype)


# %% linear-forward
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    n_in, _ = weight.shape
    if x.ndim == 0:
        raise ValueError(f"Linear needs at least one axis: {x.shape} for a weight of {weight.shape}")
    if x.shape[-1] != n_in:
        raise ValueError(f"Linear takes {n_in} features: {x.shape} for a weight of {weight.shape}")
    y = x @ weight
    if bias is not None:
        y = y + bias
    return y


# %% contents
#| export
def contents(value: object) -> list[object]:
    if isinstance(value, Layer):
        value = value.__dict__
    if isinstance(value, dict):
        return [value[key] for key in value]
    return [item for item in value] if type(value) in (list, tuple) else []


# %% walk
#| export
def walk(value: object) -> list[object]:
    found: list[object] = []
    seen: set[int] = set()
    stack = [value]
    while stack:
        item = stack.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        found.append(item)
        stack.extend(reversed(contents(item)))
    return found


# %% collect-parameters
#| export
def collect_parameters(value: object) -> list[Tensor]:
    found = []
    for item in walk(value):
        if isinstance(item, Tensor):
            if item.requires_grad:
                found.append(item)
    return found


# %% set-training
#| export
def set_training(value: object, mode: bool) -> None:
    layers = [item for item in walk(value) if isinstance(item, Layer)]
    for layer in layers:
        setattr(layer, "training", mode)


# %% check-probability
#| export
def check_probability(p: float) -> float:
    p_as_float = float(p)
    if p_as_float != p_as_float or p_as_float < 0 or p_as_float > 1:
        raise ValueError("p must lie between 0 and 1, but it is " + str(p))
    return p_as_float


# %% dropout-mask
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    mask = np.zeros(shape, dtype=dtype)
    if p < 1:
        mask[rng.random(shape) >= p] = 1 / (1 - p)
    return mask


# %% dropout
#| export
class Dropout(Layer):
    """Sets entries to zero at random while training, and scales up the others so that the mean stays."""

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.p = check_probability(p)
        self.rng = np.random.default_rng(rng)

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        if training is None:
            training = self.training
        if self.p == 0:
            return x
        if not training:
            return x
        mask = dropout_mask(x.shape, self.p, self.rng, x.dtype)
        result = np.where(mask > 0, x.data * mask, x.data.dtype.type(0))
        return Tensor.from_op(result, "dropout", x, mask=mask)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"


# %% run-sequence
#| export
def run_sequence(layers: list[Any], x: Tensor) -> Tensor:
    value = x
    for position in range(len(layers)):
        value = layers[position](value)
    return value


# %% count-parameters
#| export
def count_parameters(layer: Layer) -> int:
    total = 0
    for parameter in layer.parameters():
        entries = 1
        for length in parameter.shape:
            entries *= length
        total += entries
    return total


# %% linear-operations
#| export
def linear_operations(x_shape: tuple[int, ...], out_features: int) -> int:
    *leading, n_in = x_shape
    rows = 1
    for length in leading:
        rows = rows * length
    multiplications = rows * n_in * out_features
    additions = rows * n_in * out_features
    return multiplications + additions


# %% activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    results = [x]
    for layer in model:
        results.append(layer(results[-1]))
    held = 0
    for position, result in enumerate(results):
        if position == 0 or result is not results[position - 1]:
            held += result.size * result.dtype.itemsize
    return held
