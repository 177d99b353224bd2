# exercise: xor-fit
# belief: the optimizer finds the gradients itself
# symptom: makes the weights 0.25
# fails: test-xor-fit-update
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets.reshape(-1, 1))
    losses = []
    for _ in range(updates):
        optimizer.zero_grad()
        loss = loss_fn(model(x), target)
        optimizer.step()
        losses.append(loss.item())
    return losses
