# exercise: mlp-prepare
# belief: each pixel has a mean and a deviation of its own
# symptom: one mean and one deviation
# fails: test-mlp-prepare
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        mean, deviation = training_images.mean(axis=0), training_images.std(axis=0)
        rows = (images - mean) / deviation
    return rows.reshape(len(images), -1).astype(np.float32)
