# exercise: softmax
# belief: the shift may be a tensor operation of its own
# symptom: exactly one operation
# fails: test-softmax-operation
#| export
class Softmax:
    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        x = x - x.data.max(axis=dim, keepdims=True)
        exponentials = np.exp(x.data)
        result = exponentials / exponentials.sum(axis=dim, keepdims=True)
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []
