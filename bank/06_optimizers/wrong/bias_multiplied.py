# exercise: correct-bias
# belief: the correction is a factor below 1
# symptom: bias correction at step 1
# fails: test-correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    return moment * (1 - beta**steps)
