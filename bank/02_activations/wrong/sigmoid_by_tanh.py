# exercise: stable-sigmoid
# belief: an identity on paper is an identity in float32
# symptom: keeps its digits
# fails: test-sigmoid-left
#| export
def stable_sigmoid(values: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * values))
