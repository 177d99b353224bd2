# exercise: collapse
# belief: only the last bias reaches the output
# symptom: passes through the second matrix
# fails: test-collapse-two
def collapse(layers: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    weight, bias = layers[0]
    for next_weight, next_bias in layers[1:]:
        weight, bias = weight @ next_weight, next_bias
    return weight, bias
