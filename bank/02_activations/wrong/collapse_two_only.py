# exercise: collapse
# belief: there are two layers, as in the worked example
# symptom: three layers
# fails: test-collapse-many
def collapse(layers: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    w1, b1 = layers[0]
    w2, b2 = layers[1]
    return w1 @ w2, b1 @ w2 + b2
