# exercise: relu
# belief: the result must not be negative, so the sign is dropped
# symptom: negative ones into 0
# fails: test-relu-values
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = np.abs(x.data)
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
