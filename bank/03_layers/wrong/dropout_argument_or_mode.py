# exercise: dropout
# belief: training or self.training covers all cases
# symptom: training=False wins
# fails: test-dropout-eval
#| export
class Dropout(Layer):
    """Sets entries to zero at random while training, and scales up the others so that the mean stays."""

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.p = check_probability(p)
        self.rng = np.random.default_rng(rng)

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        if not (training or self.training) or self.p == 0:
            return x
        mask = dropout_mask(x.shape, self.p, self.rng, x.dtype)
        result = x.data * mask
        return Tensor.from_op(result, "dropout", x, mask=mask)

    def __repr__(self) -> str:
        return f"Dropout(p={self.p})"
