# exercise: mlp-step
# belief: backward writes fresh gradients
# symptom: old gradients are forgotten
# fails: test-mlp-step
def train_step(model: Layer, optimizer: SGD, loss_fn: CrossEntropyLoss, x: Tensor, y: Tensor) -> float:
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()
