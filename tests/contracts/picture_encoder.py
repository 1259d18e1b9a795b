"""What every encoder of pictures must do, whoever it is. A subclass gives ``encoder``."""

import io

import numpy as np
import pytest
from PIL import Image

from shopguide.catalogue.pictures import PictureError
from shopguide.encoders.base import EncoderError


def painted(colour, size=(64, 48), form="PNG", mode="RGB"):
    """The bytes of a picture in one colour with a darker corner."""
    image = Image.new(mode, size, colour)
    image.paste(Image.new(mode, (size[0] // 3, size[1] // 3), tuple(c // 2 for c in colour)))
    made = io.BytesIO()
    image.save(made, form)
    return made.getvalue()


RED, BLUE = painted((220, 30, 30)), painted((30, 30, 220), (200, 300), "JPEG")
PICTURES = [RED, BLUE, painted((20, 200, 20, 90), mode="RGBA"), painted((9,), mode="L"), RED]


class PictureEncoderContract:
    def test_shape_and_length(self, encoder):
        vectors = encoder.encode_pictures(PICTURES)
        assert vectors.shape == (len(PICTURES), encoder.dimensions)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)

    def test_alone_or_in_a_batch_it_is_the_same_vector(self, encoder):
        together = encoder.encode_pictures(PICTURES)
        for picture, vector in zip(PICTURES, together, strict=True):
            assert encoder.encode_pictures([picture])[0] @ vector == pytest.approx(1, abs=1e-3)
        assert together[0] @ together[4] == pytest.approx(1, abs=1e-3)
        assert together[0] @ together[1] < 0.999

    def test_a_file_and_its_bytes_are_the_same(self, encoder, tmp_path):
        file = tmp_path / "red.png"
        file.write_bytes(RED)
        there, here = encoder.encode_pictures([file, RED])
        assert there @ here == pytest.approx(1, abs=1e-3)

    def test_nothing_gives_nothing(self, encoder):
        assert encoder.encode_pictures([]).shape == (0, encoder.dimensions)

    @pytest.mark.parametrize("spoilt", [b"", b"GIF89a", BLUE[:200], RED[:60], b"<svg/>"])
    def test_what_is_no_picture_is_told(self, encoder, spoilt):
        with pytest.raises(PictureError):
            encoder.encode_pictures([RED, spoilt])

    def test_texts_are_refused(self, encoder):
        with pytest.raises(EncoderError, match="pictures"):
            encoder.encode(["a red square"])

    def test_it_tells_its_revision(self, encoder):
        assert 0 < len(encoder.revision) <= 120
        assert encoder.revision == encoder.revision
