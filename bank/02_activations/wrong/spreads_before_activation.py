# exercise: layer-spreads
# belief: the layer's output is measured, then bent
# symptom: after the activation
# fails: test-layer-spreads
def layer_spreads(x: np.ndarray, weights: list[np.ndarray], activation: Callable) -> list[float]:
    hidden = Tensor(x)
    spreads = []
    for weight in weights:
        hidden = hidden @ Tensor(weight)
        spreads.append(float(hidden.data.std(axis=0, dtype=np.float64).mean()))
        hidden = activation(hidden)
    return spreads
