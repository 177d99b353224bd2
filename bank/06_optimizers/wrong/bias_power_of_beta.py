# exercise: correct-bias
# belief: divide by what beta has become
# symptom: bias correction at step 1
# fails: test-correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    return moment / beta**steps
