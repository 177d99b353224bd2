# exercise: relu
# belief: Tensor(result) is the same as Tensor.from_op
# symptom: exactly one operation
# fails: test-relu-operation
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = np.maximum(x.data, 0.0)
        return Tensor(result)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
