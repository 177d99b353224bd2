# exercise: mlp-step
# belief: the loss is the loss
# symptom: Python number
# fails: test-mlp-step
def train_step(model: Layer, optimizer: SGD, loss_fn: CrossEntropyLoss, x: Tensor, y: Tensor) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss
