# exercise: mlp-prepare
# belief: the spread is the variance
# symptom: divided by their standard deviation
# fails: test-mlp-prepare
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    mean, variance = float(training_images.mean()), float(training_images.var())
    rows = images.reshape(len(images), -1).astype(np.float32)
    return (rows - mean) / variance
