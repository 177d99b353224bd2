# exercise: mlp-backprop
# belief: p[:, labels] picks the right class of each row
# symptom: slope
# fails: test-mlp-backprop
def backpropagate(
    x: np.ndarray, labels: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[float, list[np.ndarray]]:
    rows = np.arange(len(x))
    a = x @ w1 + b1
    h = np.maximum(a, 0)
    z = h @ w2 + b2
    shifted = z - z.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    p /= p.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[rows, labels])
    delta2 = p.copy()
    delta2[:, labels] -= 1
    delta2 /= len(x)
    delta1 = (delta2 @ w2.T) * (a > 0)
    return float(loss), [x.T @ delta1, delta1.sum(axis=0), h.T @ delta2, delta2.sum(axis=0)]
