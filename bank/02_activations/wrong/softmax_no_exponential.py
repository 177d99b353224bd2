# exercise: softmax
# belief: dividing by the sum makes probabilities
# symptom: exponential
# fails: test-softmax-rows
#| export
class Softmax:
    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        shifted = x.data - x.data.min(axis=dim, keepdims=True) + 1.0
        result = shifted / shifted.sum(axis=dim, keepdims=True)
        return Tensor.from_op(result, "softmax", x, dim=dim)

    def __call__(self, x: Tensor, dim: int = -1) -> Tensor:
        return self.forward(x, dim)

    def parameters(self) -> list[Tensor]:
        return []
