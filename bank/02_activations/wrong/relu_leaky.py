# exercise: relu
# belief: a little of the negative side must get through
# symptom: negative ones into 0
# fails: test-relu-values
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = np.maximum(x.data, 0.01 * x.data)
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
