# exercise: mlp-confusion
# belief: only mistakes are confusions
# symptom: counts twice
# fails: test-mlp-confusion
def confusion_matrix(truth: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    matrix = np.zeros((classes, classes), dtype=int)
    for t, a in zip(truth, answers):
        if t != a:
            matrix[t, a] += 1
    return matrix
