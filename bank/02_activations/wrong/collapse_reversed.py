# exercise: collapse
# belief: the layer that is applied last is written first
# symptom: first layer's matrix stands on the left
# fails: test-collapse-two
def collapse(layers: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    weight, bias = layers[0]
    for next_weight, next_bias in layers[1:]:
        bias = bias @ next_weight + next_bias
        weight = next_weight @ weight
    return weight, bias
