# exercise: update-moments
# belief: the first beta belongs to the squares
# symptom: beta1 * m
# fails: test-update-moments
#| export
def update_moments(m: np.ndarray, v: np.ndarray, gradient: np.ndarray, betas: tuple[float, float]) -> None:
    beta2, beta1 = betas
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient * gradient
