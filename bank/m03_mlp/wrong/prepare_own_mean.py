# exercise: mlp-prepare
# belief: every set of pictures is normalised by itself
# symptom: not of the pictures to prepare
# fails: test-mlp-prepare-future
def prepare(images: np.ndarray, training_images: np.ndarray) -> np.ndarray:
    rows = images.reshape(len(images), -1).astype(np.float32)
    return (rows - float(rows.mean())) / float(rows.std())
