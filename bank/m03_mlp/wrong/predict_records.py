# exercise: mlp-predict
# belief: without backward there is no tape
# symptom: nothing is recorded
# fails: test-mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    mode = model.training
    model.eval()
    logits = model(Tensor(inputs)).numpy()
    model.train(mode)
    return logits.argmax(axis=1)
