# exercise: mlp-confusion
# belief: += adds for every index pair
# symptom: twice counts twice
# fails: test-mlp-confusion
def confusion_matrix(truth: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    matrix = np.zeros((classes, classes), dtype=int)
    matrix[truth, answers] += 1
    return matrix
