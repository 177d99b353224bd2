# exercise: update-moments
# belief: the gradient is a scratch array
# symptom: leaves the gradient
# fails: test-update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    m *= betas[0]
    m += (1 - betas[0]) * gradient
    gradient *= gradient
    v *= betas[1]
    v += (1 - betas[1]) * gradient
