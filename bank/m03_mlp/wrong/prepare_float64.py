# exercise: mlp-prepare
# belief: subtracting the mean leaves the dtype alone
# symptom: float32
# fails: test-mlp-prepare
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    rows = images.reshape(len(images), -1).astype(np.float32)
    return (rows - training_images.mean()) / training_images.std()
