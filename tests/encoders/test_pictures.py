"""Encoders of pictures, and pictures that mean harm."""

import io
import struct
import zlib

import pytest
from PIL import Image

from shopguide.catalogue.pictures import PictureError
from shopguide.encoders import efficientnet
from shopguide.encoders.base import EncoderError
from shopguide.encoders.fake import FakePictureEncoder
from shopguide.encoders.image import ImageEncoder
from shopguide.encoders.pictures import open_picture
from tests.contracts.picture_encoder import BLUE, RED, PictureEncoderContract, painted


class TestFakePictures(PictureEncoderContract):
    @pytest.fixture
    def encoder(self):
        return FakePictureEncoder()


@pytest.fixture(scope="session")
def packaged():
    return ImageEncoder()


class TestEfficientNet(PictureEncoderContract):
    @pytest.fixture
    def encoder(self, packaged):
        return packaged

    def test_it_checks_itself(self, encoder):
        assert encoder.check() == []
        assert encoder.dimensions == 1280


def saved(tmp_path, model, **prepared):
    import json

    model.save_pretrained(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(prepared))
    return ImageEncoder(str(tmp_path))


@pytest.fixture(scope="session")
def vit(tmp_path_factory):
    import torch
    from transformers import ViTConfig, ViTModel

    torch.manual_seed(3)
    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = ViTConfig(intermediate_size=64, image_size=32, patch_size=8, **size)
    folder = tmp_path_factory.mktemp("vit")
    return saved(folder, ViTModel(config), size={"height": 32, "width": 32})


@pytest.fixture(scope="session")
def resnet(tmp_path_factory):
    import torch
    from transformers import ResNetConfig, ResNetModel

    torch.manual_seed(3)
    config = ResNetConfig(embedding_size=16, hidden_sizes=[16, 24], depths=[1, 1])
    prepared = {"do_center_crop": True, "crop_size": 48, "image_mean": [0.4, 0.4, 0.4]}
    return saved(tmp_path_factory.mktemp("resnet"), ResNetModel(config), **prepared)


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    import torch
    from transformers import CLIPConfig, CLIPModel

    torch.manual_seed(3)
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    vision = {**size, "intermediate_size": 64, "image_size": 32, "patch_size": 8}
    text = {**size, "intermediate_size": 64, "vocab_size": 99}
    config = CLIPConfig(text_config=text, vision_config=vision, projection_dim=20)
    return saved(tmp_path_factory.mktemp("clip"), CLIPModel(config), size={"shortest_edge": 32})


class TestViT(PictureEncoderContract):
    @pytest.fixture
    def encoder(self, vit):
        return vit


class TestResNet(PictureEncoderContract):
    @pytest.fixture
    def encoder(self, resnet):
        return resnet


class TestCLIP(PictureEncoderContract):
    @pytest.fixture
    def encoder(self, clip):
        return clip

    def test_it_is_as_wide_as_the_space_of_both(self, encoder):
        assert encoder.dimensions == 20


def bomb(side=50_000):
    """A PNG of a few hundred kilobytes that says it has 2.5 gigapixels."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(side + 1) * 20, 9))
    return b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_000, 12_000, 50_000])
def test_a_bomb_does_not_unfold(side):
    with pytest.raises(PictureError, match="pixels"):
        open_picture(bomb(side), 224)


def test_what_is_too_large_is_not_read(tmp_path, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PICTURES": {"bytes": 100, "pixels": 10**6}}
    file = tmp_path / "large.png"
    file.write_bytes(bytes(101))
    for picture in (file, bytes(101)):
        with pytest.raises(PictureError, match=r'101 bytes; SHOPGUIDE\["PICTURES"\]'):
            open_picture(picture, 224)


@pytest.mark.parametrize("form", ["TIFF", "BMP", "ICO", "PPM"])
def test_other_formats_are_refused(form):
    with pytest.raises(PictureError, match="JPEG, PNG, WEBP, GIF"):
        open_picture(painted((1, 2, 3), form=form), 224)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_formats_of_shops_are_read(form):
    image = open_picture(painted((200, 30, 30), form=form), 224)
    assert image.mode == "RGB"
    assert image.getpixel((60, 40)) == pytest.approx([200, 30, 30], abs=8)


def test_a_picture_lies_upright_and_on_white():
    turned = Image.new("RGB", (40, 20), "red")
    told = turned.getexif()
    told[0x0112] = 6
    made = io.BytesIO()
    turned.save(made, "JPEG", exif=told)
    assert open_picture(made.getvalue(), 224).size == (20, 40)
    clear = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(clear, "PNG")
    assert open_picture(clear.getvalue(), 224).getpixel((0, 0)) == (255, 255, 255)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(PictureError, match=r"nothing\.png"):
        open_picture(tmp_path / "nothing.png", 224)


def test_models_that_are_nowhere_are_told(monkeypatch, tmp_path):
    encoder = ImageEncoder(str(tmp_path / "none"))
    assert [message.id for message in encoder.check()] == ["shopguide.E202"]
    with pytest.raises(EncoderError, match=r'SHOPGUIDE\["ENCODERS"\]'):
        encoder.encode_pictures([RED])
    with pytest.raises(TypeError, match="packaged:efficientnet-lite0"):
        ImageEncoder("packaged:efficientnet-lite9")
    with pytest.raises(TypeError):
        ImageEncoder(modle="x")
    monkeypatch.setattr(efficientnet, "find_spec", lambda name: None)
    assert "shopguide[images]" in ImageEncoder().check()[0].msg


def test_spoilt_weights_are_not_loaded(monkeypatch):
    monkeypatch.setattr(efficientnet, "DIGEST", "0" * 64)
    with pytest.raises(EncoderError, match="reinstall"):
        ImageEncoder().encode_pictures([BLUE])


def test_revisions_differ_by_weights_and_preparation(vit, resnet, packaged, tmp_path):
    import shutil

    other = tmp_path / "vit"
    shutil.copytree(vit.model, other)
    (other / "preprocessor_config.json").write_text('{"size": 16}')
    revisions = {e.revision for e in (vit, resnet, packaged, ImageEncoder(str(other)))}
    assert len(revisions) == 4
