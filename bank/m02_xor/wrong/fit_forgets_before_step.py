# exercise: xor-fit
# belief: zero_grad belongs right before the step
# symptom: makes the weights 0.25
# fails: test-xor-fit-update
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets.reshape(-1, 1))
    losses = []
    for _ in range(updates):
        loss = loss_fn(model(x), target)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses
