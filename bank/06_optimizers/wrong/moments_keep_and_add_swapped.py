# exercise: update-moments
# belief: beta is the weight of the new gradient
# symptom: beta1 * m
# fails: test-update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    m *= 1 - betas[0]
    m += betas[0] * gradient
    v *= 1 - betas[1]
    v += betas[1] * gradient * gradient
