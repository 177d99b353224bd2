# exercise: dropout
# belief: a mask is float32
# symptom: float64 for float64
# fails: test-dropout-train
#| export
class Dropout(Layer):
    """Sets entries to zero at random while training, and scales up the others so that the mean stays."""

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.p = check_probability(p)
        self.rng = np.random.default_rng(rng)

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        active = self.training if training is None else training
        if not active or self.p == 0:
            return x
        mask = dropout_mask(x.shape, self.p, self.rng)
        result = (x.data * mask).astype(np.float32)
        return Tensor.from_op(result, "dropout", x, mask=mask)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"
