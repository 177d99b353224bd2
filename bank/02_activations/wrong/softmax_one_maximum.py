# exercise: softmax
# belief: any constant will do, so one maximum serves the whole batch
# symptom: its own maximum
# fails: test-softmax-stable
#| export
class Softmax:
    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        exponentials = np.exp(x.data - x.data.max())
        result = exponentials / exponentials.sum(axis=dim, keepdims=True)
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []
