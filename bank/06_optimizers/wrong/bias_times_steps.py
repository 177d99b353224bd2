# exercise: correct-bias
# belief: t steps multiply beta by t
# symptom: divide by 1 - beta^t
# fails: test-correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    return moment / (1 - beta * steps)
