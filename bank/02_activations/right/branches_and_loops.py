# design: masks, loops and recursion, nothing computed that is not needed
# %% collapse
def collapse(layers: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    if len(layers) == 1:
        return layers[0]
    weight, bias = layers[0]
    rest_weight, rest_bias = collapse(layers[1:])
    return weight @ rest_weight, bias @ rest_weight + rest_bias


# %% relu
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = x.data.copy()
        result[result < 0] = 0.0
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% xor-weights
def xor_weights() -> tuple[list[list[float]], list[float], list[float]]:
    # |a - b|: one unit for each sign of the difference
    return [[1.0, -1.0], [-1.0, 1.0]], [0.0, 0.0], [1.0, 1.0]


# %% dead-units
def dead_units(hidden: Tensor) -> np.ndarray:
    examples, units = hidden.shape
    dead = []
    for unit in range(units):
        dead.append(all(hidden.data[example, unit] == 0 for example in range(examples)))
    return np.array(dead)


# %% stable-sigmoid
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    result = np.empty_like(values)
    right = values >= 0
    result[right] = 1 / (1 + np.exp(-values[right]))
    growth = np.exp(values[~right])
    result[~right] = growth / (1 + growth)
    return result


# %% tanh
#| export
class Tanh:
    def forward(self, x: Tensor) -> Tensor:
        decay = np.expm1(-2.0 * np.abs(x.data))  # e^(-2|x|) - 1, exact also for tiny x
        result = np.copysign(decay / (decay + 2.0), x.data)
        return Tensor.from_op(result, "tanh", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% layer-spreads
def layer_spreads(x: np.ndarray, weights: list[np.ndarray], activation: Callable) -> list[float]:
    spreads = []
    for weight in weights:
        x = activation(Tensor(x) @ Tensor(weight)).data
        deviations = x.astype(np.float64) - x.mean(axis=0, dtype=np.float64)
        spreads.append(float(np.mean(np.sqrt(np.mean(deviations**2, axis=0)))))
    return spreads


# %% gelu
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        c = (2.0 / math.pi) ** 0.5
        t = np.tanh(c * x.data * (1.0 + 0.044715 * x.data * x.data))
        result = 0.5 * (x.data + x.data * t)
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% softmax
#| export
class Softmax:
    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        rows = np.moveaxis(x.data, dim, -1)
        done = np.empty_like(rows)
        for place in np.ndindex(rows.shape[:-1]):
            e = np.exp(rows[place] - max(rows[place]))
            done[place] = e / e.sum()
        result = np.moveaxis(done, -1, dim)
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []


# %% softmax-temperature
def softmax_with_temperature(logits: Tensor, temperature: float) -> Tensor:
    if not temperature > 0:
        raise ValueError("the temperature must be larger than 0")
    softmax = Softmax()
    return softmax.forward((1.0 / temperature) * logits)


# %% class-probabilities
def class_probabilities(logits: Tensor, exclusive: bool) -> Tensor:
    if exclusive:
        return Softmax().forward(logits, dim=-1)
    return Sigmoid().forward(logits)
