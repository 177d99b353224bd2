# exercise: mlp-confusion
# belief: answers stand in the rows
# symptom: the row is the truth
# fails: test-mlp-confusion
def confusion_matrix(truth: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (answers, truth), 1)
    return matrix
