# exercise: update-moments
# belief: one beta is enough
# symptom: gradient squared
# fails: test-update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    m *= betas[0]
    m += (1 - betas[0]) * gradient
    v *= betas[0]
    v += (1 - betas[0]) * gradient * gradient
