"""Pictures read by a real worker: a broken one waits for a person, and no other is lost."""

import numpy as np
import pytest

from shopguide.encoders.fake import FakePictureEncoder
from shopguide.models import Job
from shopguide.vectors.stores import store_of
from tests.contracts.picture_encoder import painted
from tests.faults.conftest import settle
from tests.faults.processes import eventually
from tests.shop.models import Product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings, tmp_path):
    image = {"BACKEND": "shopguide.encoders.fake.FakePictureEncoder"}
    found = {**settings.SHOPGUIDE["ENCODERS"], "image": image}
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "ENCODERS": found}
    folder = tmp_path / "media"
    folder.mkdir()
    settings.MEDIA_ROOT = str(folder)
    return folder


def pictured(media, count):
    made = []
    for number in range(count):
        (media / f"{number}.png").write_bytes(painted((20 * number, 200 - 20 * number, 90)))
        made.append(Product.objects.create(name=f"Phone {number}", photo=f"{number}.png"))
    return made


def assert_read(guide, products, media):
    found = store_of(guide, "image").of([product.pk for product in products])
    files = [media / product.photo for product in products]
    expected = FakePictureEncoder().encode_pictures(files)
    for product, vector in zip(products, expected, strict=True):
        assert np.allclose(found[product.pk], vector, atol=1e-3)


def test_one_picture_that_cannot_be_read(guide, worker, media):
    products = pictured(media, 6)
    (media / "broken.png").write_bytes(b"no picture")
    broken = Product.objects.create(name="Phone 7", photo="broken.png")
    worker(FAULTS_MEDIA=str(media), FAULTS_LEASE="30")
    settle()
    (dead,) = Job.objects.all()
    assert (dead.object_id, dead.encoder, dead.attempts) == (str(broken.pk), "image", 3)
    assert dead.error.startswith("PictureError")
    assert_read(guide, products, media)
    assert store_of(guide).rows().count() == 7


def test_a_worker_killed_over_pictures_loses_none(guide, worker, media):
    products = pictured(media, 12)
    first = worker(
        FAULTS_MEDIA=str(media), FAULTS_LEASE="1", FAULTS_BATCH="2", FAULTS_SECONDS="0.2"
    )
    eventually(lambda: Job.objects.count() < 24)
    first.kill_all()
    worker(FAULTS_MEDIA=str(media), FAULTS_LEASE="1")
    settle(40)
    assert not Job.objects.exists()
    assert_read(guide, products, media)
