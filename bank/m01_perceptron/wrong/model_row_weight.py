# exercise: perceptron-model
# belief: a weight vector is a row, as in the formula
# symptom: shape (in, 1)
# fails: test-perceptron-start
class Perceptron(Layer):
    """A threshold unit on top of your own Linear."""

    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = Linear(1, in_features)
        self.linear.weight.data[...] = 0
        self.linear.bias.data = np.zeros(1, dtype=np.float32)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return threshold(self.forward(Tensor(inputs)).numpy()[:, 0])
