# exercise: mlp-predict
# belief: a network is always put back into training
# symptom: the mode in which it was found
# fails: test-mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    model.eval()
    with no_grad():
        logits = model(Tensor(inputs)).numpy()
    model.train()
    return logits.argmax(axis=1)
