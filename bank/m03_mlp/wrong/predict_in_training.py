# exercise: mlp-predict
# belief: the mode matters in training alone
# symptom: evaluation mode
# fails: test-mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    with no_grad():
        return model(Tensor(inputs)).numpy().argmax(axis=1)
