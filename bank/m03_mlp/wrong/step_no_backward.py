# exercise: mlp-step
# belief: the optimizer differentiates by itself
# symptom: after one update the weights
# fails: test-mlp-step
def train_step(model: Layer, optimizer: SGD, loss_fn: CrossEntropyLoss, x: Tensor, y: Tensor) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    optimizer.step()
    return loss.item()
