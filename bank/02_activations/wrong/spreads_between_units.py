# exercise: layer-spreads
# belief: axis 1 is the axis of the examples
# symptom: examples of each unit
# fails: test-layer-spreads
def layer_spreads(x: np.ndarray, weights: list[np.ndarray], activation: Callable) -> list[float]:
    hidden = Tensor(x)
    spreads = []
    for weight in weights:
        hidden = activation(hidden @ Tensor(weight))
        spreads.append(float(hidden.data.std(axis=1, dtype=np.float64).mean()))
    return spreads
