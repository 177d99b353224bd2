# exercise: xor-fit
# belief: an update looks at one row
# symptom: before the first update is 0.5
# fails: test-xor-fit-update
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    losses = []
    for i in range(updates):
        optimizer.zero_grad()
        row = i % len(inputs)
        loss = loss_fn(model(Tensor(inputs[row : row + 1])), Tensor(targets[row : row + 1].reshape(-1, 1)))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
