# exercise: descent-path
# belief: appending an array stores its numbers
# symptom: every place after it
# fails: test-descent-path
def descent_path(curvatures: np.ndarray, start: np.ndarray, lr: float, steps: int) -> np.ndarray:
    x = start.copy()
    path = [x]
    for _ in range(steps):
        x -= lr * curvatures * x
        path.append(x)
    return np.array(path)
