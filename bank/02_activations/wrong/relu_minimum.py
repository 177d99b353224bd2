# exercise: relu
# belief: the function that caps at 0 is minimum
# symptom: keeps positive numbers
# fails: test-relu-values
#| export
class ReLU:
    def forward(self, x: Tensor) -> Tensor:
        result = np.minimum(x.data, 0.0)
        return Tensor.from_op(result, "relu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
