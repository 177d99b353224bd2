# exercise: xor-best-line
# belief: the last line of the loop is the best
# symptom: as many rows right as it says
# fails: test-xor-best-line
def best_line(targets: np.ndarray) -> tuple[int, float, float, float]:
    most = 0
    for w1, w2, b in product((-1.0, 0.0, 1.0), (-1.0, 0.0, 1.0), (-1.5, -0.5, 0.5, 1.5)):
        answers = ROWS @ np.array([w1, w2]) + b >= 0
        most = max(most, int(np.sum(answers == targets)))
    return most, w1, w2, b
