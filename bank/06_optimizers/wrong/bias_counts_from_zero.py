# exercise: correct-bias
# belief: steps are counted from 0
# symptom: bias correction at step 1
# fails: test-correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    return moment / (1 - beta ** (steps + 1))
