# exercise: xor-best-line
# belief: whole numbers will do for the bias too
# symptom: 14 of the 16
# fails: test-xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    best = (0, 0.0, 0.0, 0.0)
    for w1, w2, b in product((-1.0, 1.0), (-1.0, 1.0), (-2.0, -1.0, 0.0, 1.0, 2.0)):
        answers = ROWS @ np.array([w1, w2]) + b >= 0
        best = max(best, (int(np.sum(answers == targets)), w1, w2, b))
    return best
