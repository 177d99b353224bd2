# exercise: mlp-prepare
# belief: a picture may as well be read column by column
# symptom: line by line
# fails: test-mlp-prepare
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    mean, deviation = float(training_images.mean()), float(training_images.std())
    rows = images.transpose(0, 2, 1).reshape(len(images), -1).astype(np.float32)
    return (rows - mean) / deviation
