# exercise: mlp-confusion
# belief: the entries are shares
# symptom: counts twice
# fails: test-mlp-confusion
def confusion_matrix(truth: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (truth, answers), 1)
    return matrix / len(truth)
