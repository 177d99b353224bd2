# exercise: mlp-predict
# belief: logits are costs
# symptom: largest logit
# fails: test-mlp-predict
def predict(model: Layer, inputs: np.ndarray) -> np.ndarray:
    mode = model.training
    model.eval()
    with no_grad():
        logits = model(Tensor(inputs)).numpy()
    model.train(mode)
    return logits.argmin(axis=1)
