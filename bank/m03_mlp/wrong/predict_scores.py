# exercise: mlp-predict
# belief: the answer is the largest logit
# symptom: one class id for each row
# fails: test-mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    mode = model.training
    model.eval()
    with no_grad():
        logits = model(Tensor(inputs)).numpy()
    model.train(mode)
    return logits.max(axis=1)
