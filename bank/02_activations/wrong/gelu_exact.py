# exercise: gelu
# belief: more exact is always right
# symptom: tanh form
# fails: test-gelu-values
#| export
class GELU:
    def forward(self, x: Tensor) -> Tensor:
        flat = [0.5 * v * (1.0 + math.erf(v / math.sqrt(2.0))) for v in x.data.ravel().tolist()]
        result = np.array(flat, dtype=x.dtype).reshape(x.shape)
        return Tensor.from_op(result, "gelu", x)

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> list[Tensor]:
        return []
