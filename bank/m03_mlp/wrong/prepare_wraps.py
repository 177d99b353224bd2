# exercise: mlp-prepare
# belief: pixels stay whole numbers until the division
# symptom: the mean of the training pixels is subtracted
# fails: test-mlp-prepare
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    mean = training_images.mean().astype(images.dtype)
    rows = (images - mean).reshape(len(images), -1)
    return (rows / training_images.std()).astype(np.float32)
