# exercise: mlp-predict
# belief: the first axis is the classes
# symptom: one class id for each row
# fails: test-mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    mode = model.training
    model.eval()
    with no_grad():
        logits = model(Tensor(inputs)).numpy()
    model.train(mode)
    return logits.argmax(axis=0)
