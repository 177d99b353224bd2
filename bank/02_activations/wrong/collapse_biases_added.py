# exercise: collapse
# belief: biases are added anyway, so they can be added up
# symptom: passes through the second matrix
# fails: test-collapse-two
def collapse(layers: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    weight, bias = layers[0]
    for next_weight, next_bias in layers[1:]:
        weight = weight @ next_weight
        bias = bias + next_bias if bias.shape == next_bias.shape else next_bias
    return weight, bias
