# exercise: relu
# belief: the bend sits in the class, the data pass through
# symptom: negative ones into 0
# fails: test-relu-values
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = x.data.copy()
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
