# exercise: xor-best-line
# belief: accuracy is a share
# symptom: 4 of 4
# fails: test-xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    best = (0, 0.0, 0.0, 0.0)
    for w1, w2, b in product((-1.0, 0.0, 1.0), (-1.0, 0.0, 1.0), (-1.5, -0.5, 0.5, 1.5)):
        answers = ROWS @ np.array([w1, w2]) + b >= 0
        best = max(best, (np.mean(answers == targets), w1, w2, b))
    return best
