# exercise: perceptron-threshold
# belief: a neuron answers 0 or 1
# symptom: -1 below it
# fails: test-perceptron-threshold
def threshold(scores: np.ndarray) -> np.ndarray:
    return (scores >= 0).astype(int)
