"""What every dataset is handed out as."""

from typing import NamedTuple

import numpy as np


class Examples(NamedTuple):
    """Images and what they show.

    Attributes:
        images: (N, height, width) uint8.
        labels: class ids, (N,) int64.
    """

    images: np.ndarray
    labels: np.ndarray

    def rows(self, chosen: np.ndarray) -> "Examples":
        """Copies of the chosen rows, in the chosen order.

        Example:
            >>> Examples(np.zeros((3, 2, 2), np.uint8), np.array([5, 6, 7])).rows(np.array([2, 0])).labels
            array([7, 5])
        """
        return Examples(self.images[chosen], self.labels[chosen])
