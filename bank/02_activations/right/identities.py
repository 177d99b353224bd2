# design: one identity from mathematics for each function, chosen so that it is safe in float32
# %% collapse
def collapse(layers: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    # a bias is a weight of an input that is always 1: x' = (x, 1)
    product = np.eye(layers[0][0].shape[0] + 1)
    for weight, bias in layers:
        lower = np.append(bias, 1.0)[None, :]
        upper = np.hstack([weight, np.zeros((weight.shape[0], 1))])
        product = product @ np.vstack([upper, lower])
    return product[:-1, :-1], product[-1, :-1]


# %% relu
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = (x.data + np.abs(x.data)) / 2
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% xor-weights
def xor_weights() -> tuple[list[list[float]], list[float], list[float]]:
    # a + b, less twice "both"
    return [[1, 2], [1, 2]], [0, -2], [1, -1]


# %% dead-units
def dead_units(hidden: Tensor) -> np.ndarray:
    return ~np.any(hidden.data, axis=0)


# %% stable-sigmoid
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0.0, -values))  # log sigmoid(x) = -log(1 + e^(-x))


# %% tanh
#| export
class Tanh:
    def forward(self, x: Tensor) -> Tensor:
        result = np.empty_like(x.data)
        np.tanh(x.data, out=result)
        return Tensor.from_op(result, "tanh", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% layer-spreads
def layer_spreads(x: np.ndarray, weights: list[np.ndarray], activation: Callable) -> list[float]:
    outputs = [Tensor(x)]
    for weight in weights:
        outputs.append(activation(outputs[-1].matmul(Tensor(weight))))
    return [np.std(h.data.astype(np.float64), axis=0).mean().item() for h in outputs[1:]]


# %% gelu
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        inner = math.sqrt(2 / math.pi) * (x.data + 0.044715 * x.data * x.data * x.data)
        result = x.data * stable_sigmoid(2 * inner)  # (1 + tanh u) / 2 = sigmoid(2u)
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []


# %% softmax
#| export
class Softmax:
    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        shifted = x.data - np.max(x.data, axis=dim, keepdims=True)
        result = np.exp(shifted - np.log(np.sum(np.exp(shifted), axis=dim, keepdims=True)))
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []


# %% softmax-temperature
def softmax_with_temperature(logits: Tensor, temperature: float) -> Tensor:
    if temperature <= 0.0:
        raise ValueError(f"a temperature of {temperature} is not positive")
    return Softmax()(logits / Tensor([temperature]))


# %% class-probabilities
def class_probabilities(logits: Tensor, exclusive: bool) -> Tensor:
    activation = {True: Softmax(), False: Sigmoid()}[bool(exclusive)]
    return activation(logits)
