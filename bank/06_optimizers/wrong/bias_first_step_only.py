# exercise: correct-bias
# belief: the correction does not depend on the step
# symptom: divide by 1 - beta^t
# fails: test-correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    return moment / (1 - beta)
