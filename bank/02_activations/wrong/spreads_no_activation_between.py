# exercise: layer-spreads
# belief: the activation is for the measurement, the signal goes on unbent
# symptom: output of the layer before
# fails: test-layer-spreads
def layer_spreads(x: np.ndarray, weights: list[np.ndarray], activation: Callable) -> list[float]:
    hidden = Tensor(x)
    spreads = []
    for weight in weights:
        hidden = hidden @ Tensor(weight)
        spreads.append(float(activation(hidden).data.std(axis=0, dtype=np.float64).mean()))
    return spreads
