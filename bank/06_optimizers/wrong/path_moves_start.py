# exercise: descent-path
# belief: the start is mine to walk with
# symptom: leaves its start
# fails: test-descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    path = [start.copy()]
    for _ in range(steps):
        start -= lr * curvatures * start
        path.append(start.copy())
    return np.array(path)
