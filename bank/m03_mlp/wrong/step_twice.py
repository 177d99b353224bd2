# exercise: mlp-step
# belief: two steps learn faster than one
# symptom: after one update the weights
# fails: test-mlp-step
def train_step(model: Layer, optimizer: SGD, loss_fn: CrossEntropyLoss, x: Tensor, y: Tensor) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.step()
    return loss.item()
