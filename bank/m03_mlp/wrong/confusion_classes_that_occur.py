# exercise: mlp-confusion
# belief: the largest label says how many classes there are
# symptom: those that do not occur
# fails: test-mlp-confusion
def confusion_matrix(truth: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    count = int(max(truth.max(), answers.max())) + 1
    matrix = np.zeros((count, count), dtype=int)
    np.add.at(matrix, (truth, answers), 1)
    return matrix
