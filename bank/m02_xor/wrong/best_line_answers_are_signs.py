# exercise: xor-best-line
# belief: a unit answers -1 or +1, as in milestone 1
# symptom: best line for AND
# fails: test-xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    best = (0, 0.0, 0.0, 0.0)
    for w1, w2, b in product((-1.0, 0.0, 1.0), (-1.0, 0.0, 1.0), (-1.5, -0.5, 0.5, 1.5)):
        answers = np.sign(ROWS @ np.array([w1, w2]) + b)
        best = max(best, (int(np.sum(answers == targets)), w1, w2, b))
    return best
