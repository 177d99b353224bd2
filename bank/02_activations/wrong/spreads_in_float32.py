# exercise: layer-spreads
# belief: a measurement needs no more digits than the numbers that are measured
# symptom: taken in float64
# fails: test-layer-spreads
def layer_spreads(x: np.ndarray, weights: list[np.ndarray], activation: Callable) -> list[float]:
    hidden = Tensor(x)
    spreads = []
    for weight in weights:
        hidden = activation(hidden @ Tensor(weight))
        spreads.append(float(hidden.data.std(axis=0).mean()))
    return spreads
