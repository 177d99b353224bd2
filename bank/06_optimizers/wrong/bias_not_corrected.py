# exercise: correct-bias
# belief: after a while it makes no difference
# symptom: bias correction at step 1
# fails: test-correct-bias
#| export
def correct_bias(moment: np.ndarray, beta: float, steps: int) -> np.ndarray:
    return moment.copy()
