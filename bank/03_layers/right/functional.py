# design: generators, reduce, one flat pass by recursion without a nested function, masks from a binomial draw
# %% init-weight
#| export
def init_weight(
    in_features: int, out_features: int, rng: np.random.Generator | None = None, dtype: Any = None
) -> Tensor:
    source = rng or np.random.default_rng()
    unit = source.standard_normal(in_features * out_features).reshape(in_features, out_features)
    return Tensor(unit / np.sqrt(in_features), True, dtype)


# %% linear-forward
#| export
def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    try:
        y = x.matmul(weight)
    except ValueError as error:
        raise ValueError(f"Linear cannot map {x.shape} with weight {weight.shape}") from error
    return y + bias if bias is not None else y


# %% contents
#| export
def contents(value: object) -> list[object]:
    match value:
        case Layer():
            return [*vars(value).values()]
        case dict():
            return [*value.values()]
        case list() | tuple():
            return [*value]
        case _:
            return []


# %% walk
#| export
def walk(value: object, found: dict[int, object] | None = None) -> list[object]:
    found = {} if found is None else found
    if id(value) in found:
        return []
    found[id(value)] = value
    return [value] + [item for part in contents(value) for item in walk(part, found)]


# %% collect-parameters
#| export
def collect_parameters(value: object) -> list[Tensor]:
    return list(filter(lambda item: isinstance(item, Tensor) and item.requires_grad, walk(value)))


# %% set-training
#| export
def set_training(value: object, mode: bool) -> None:
    def visit(item: object, seen: set[int]) -> None:
        if id(item) in seen:
            return
        seen.add(id(item))
        parts = contents(item)
        if isinstance(item, Layer):
            vars(item)["training"] = bool(mode)
        for part in parts:
            visit(part, seen)

    visit(value, set())


# %% check-probability
#| export
def check_probability(p: float) -> float:
    if 0 <= p <= 1:
        return p * 1.0
    raise ValueError(f"{p} is not within [0, 1]")


# %% dropout-mask
#| export
def dropout_mask(
    shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: Any = np.float32
) -> np.ndarray:
    if p == 0:
        return np.ones(shape, dtype)
    if p == 1:
        return np.zeros(shape, dtype)
    return (rng.binomial(1, 1 - p, size=shape) / (1 - p)).astype(dtype)


# %% dropout
#| export
class Dropout(Layer):
    """Sets entries to zero at random while training, and scales up the others so that the mean stays."""

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.p = check_probability(p)
        self.rng = np.random.default_rng(rng)

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        act = training is True or (training is None and self.training)
        if not (act and self.p > 0):
            return x
        mask = dropout_mask(x.shape, self.p, self.rng, x.dtype)
        result = np.multiply(x.data, mask)
        return Tensor.from_op(result, "dropout", x, mask=mask)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"


# %% run-sequence
#| export
def run_sequence(layers: list[Any], x: Tensor) -> Tensor:
    if len(layers) == 0:
        return x
    first, *rest = layers
    return run_sequence(rest, first(x))


# %% count-parameters
#| export
def count_parameters(layer: Layer) -> int:
    return int(sum(np.asarray(p.data).size for p in layer.parameters()))


# %% linear-operations
#| export
def linear_operations(x_shape: tuple[int, ...], out_features: int) -> int:
    return 2 * int(np.prod(x_shape)) * out_features


# %% activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    held = {id(x): x}
    for layer in model:
        x = layer(x)
        held[id(x)] = x  # kept alive, so that no id is used twice
    return sum(result.data.nbytes for result in held.values())
