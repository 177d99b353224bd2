# exercise: xor-fit
# belief: the gradients are cleared once, before training
# symptom: forgotten first
# fails: test-xor-fit-update
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets.reshape(-1, 1))
    losses = []
    optimizer.zero_grad()
    for _ in range(updates):
        loss = loss_fn(model(x), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
