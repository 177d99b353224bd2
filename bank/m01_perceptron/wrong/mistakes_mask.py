# exercise: perceptron-mistakes
# belief: a row of True and False says it as well
# symptom: examples on the line
# fails: test-perceptron-mistakes
def mistakes(model: Perceptron, inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    scores = model(Tensor(inputs)).numpy()[:, 0]
    return labels * scores <= 0
