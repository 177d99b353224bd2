# exercise: update-moments
# belief: m adds the gradients up
# symptom: (1 - beta1) * gradient
# fails: test-update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    m *= betas[0]
    m += gradient
    v *= betas[1]
    v += gradient * gradient
