# exercise: xor-best-line
# belief: an input either counts or it does not
# symptom: either sign
# fails: test-xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    best = (0, 0.0, 0.0, 0.0)
    for w1, w2, b in product((0.0, 1.0), (0.0, 1.0), (-1.5, -0.5, 0.5)):
        answers = ROWS @ np.array([w1, w2]) + b >= 0
        best = max(best, (int(np.sum(answers == targets)), w1, w2, b))
    return best
