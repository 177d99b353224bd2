# exercise: layer-spreads
# belief: the spread of a layer is the standard deviation of all its numbers
# symptom: examples of each unit
# fails: test-layer-spreads
def layer_spreads(x: np.ndarray, weights: list[np.ndarray], activation: Callable) -> list[float]:
    hidden = Tensor(x)
    spreads = []
    for weight in weights:
        hidden = activation(hidden @ Tensor(weight))
        spreads.append(float(hidden.data.std(dtype=np.float64)))
    return spreads
