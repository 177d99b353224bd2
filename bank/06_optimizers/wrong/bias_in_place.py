# exercise: correct-bias
# belief: the corrected moment replaces the moment
# symptom: makes a new array
# fails: test-correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    moment /= 1 - beta**steps
    return moment
