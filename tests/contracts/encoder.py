"""What every encoder must do, whoever it is. A subclass gives ``encoder``."""

import numpy as np
import pytest

TEXTS = ["a smartphone with a good camera", "steel kettle", "拍照好的手机", "x", "word " * 300]


class EncoderContract:
    def test_shape_and_length(self, encoder):
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dimensions)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)

    def test_alone_or_in_a_batch_it_is_the_same_vector(self, encoder):
        together = encoder.encode(TEXTS)
        for text, vector in zip(TEXTS, together, strict=True):
            assert encoder.encode([text])[0] @ vector == pytest.approx(1, abs=self.tolerance)

    tolerance = 1e-4

    def test_order_is_kept(self, encoder):
        there, back = encoder.encode(TEXTS), encoder.encode(TEXTS[::-1])
        assert np.abs(there - back[::-1]).max() < 0.05

    def test_nothing_gives_nothing(self, encoder):
        assert encoder.encode([]).shape == (0, encoder.dimensions)

    @pytest.mark.parametrize(
        "text", ["", "\0", "\ud800", "x" * 1_000_000, "手" * 100_000, "👨‍👩‍👧"]
    )
    def test_odd_texts_break_nothing(self, encoder, text):
        assert np.isfinite(encoder.encode([text])).all()

    def test_it_tells_its_revision(self, encoder):
        assert 0 < len(encoder.revision) <= 120
        assert encoder.revision == encoder.revision
