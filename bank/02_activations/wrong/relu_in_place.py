# exercise: relu
# belief: it saves memory to write into the input
# symptom: input unchanged
# fails: test-relu-operation
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        x.data[x.data < 0] = 0.0
        result = x.data
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
