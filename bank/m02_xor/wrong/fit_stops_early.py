# exercise: xor-fit
# belief: when the loss no longer falls, training is over
# symptom: stopped falling
# fails: test-xor-fit-half
def fit(model, loss_fn, optimizer, inputs: np.ndarray, targets: np.ndarray, updates: int) -> list[float]:
    x, target = Tensor(inputs), Tensor(targets.reshape(-1, 1))
    losses = []
    for _ in range(updates):
        optimizer.zero_grad()
        loss = loss_fn(model(x), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) > 1 and losses[-1] >= losses[-2] - 1e-3:
            break
    return losses
