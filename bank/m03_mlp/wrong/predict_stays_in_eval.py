# exercise: mlp-predict
# belief: after answering the work is done
# symptom: training mode afterwards
# fails: test-mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    model.eval()
    with no_grad():
        return model(Tensor(inputs)).numpy().argmax(axis=1)
