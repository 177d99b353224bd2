# exercise: update-moments
# belief: v is the square of m
# symptom: gradient squared
# fails: test-update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    m *= betas[0]
    m += (1 - betas[0]) * gradient
    v *= betas[1]
    v += (1 - betas[1]) * m * m
