# exercise: mlp-prepare
# belief: pixels belong between 0 and 1
# symptom: the mean of the training pixels is subtracted
# fails: test-mlp-prepare
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    return (images.reshape(len(images), -1) / training_images.max()).astype(np.float32)
