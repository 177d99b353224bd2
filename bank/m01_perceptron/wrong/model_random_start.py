# exercise: perceptron-model
# belief: a layer starts as module 03 made it
# symptom: start at zero
# fails: test-perceptron-start
class Perceptron(Layer):
    """A threshold unit on top of your own Linear."""

    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = Linear(in_features, 1, rng=np.random.default_rng(0))

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return threshold(self.forward(Tensor(inputs)).numpy()[:, 0])
