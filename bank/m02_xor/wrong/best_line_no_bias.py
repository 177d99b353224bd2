# exercise: xor-best-line
# belief: a line is given by its two weights
# symptom: AND has 4
# fails: test-xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    best = (0, 0.0, 0.0, 0.0)
    for w1, w2 in product(np.linspace(-2, 2, 9), repeat=2):
        answers = ROWS @ np.array([w1, w2]) >= 0
        best = max(best, (int(np.sum(answers == targets)), w1, w2, 0.0))
    return best
