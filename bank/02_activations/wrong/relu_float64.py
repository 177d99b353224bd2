# exercise: relu
# belief: zeros are zeros, whatever their dtype
# symptom: float32 result
# fails: test-relu-operation
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = np.maximum(x.data, np.zeros(x.shape))
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
