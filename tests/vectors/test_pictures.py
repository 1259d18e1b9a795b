"""Pictures of products through the outbox: what is read, what is refused, what is done again."""

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import models

from shopguide import delivery, jobs
from shopguide.catalogue import pictures
from shopguide.catalogue.pictures import PictureError, pictures_of
from shopguide.checks import check_backends
from shopguide.examine import examine
from shopguide.models import Job, Vector
from shopguide.vectors.indexes import ensure_index, index_state
from shopguide.vectors.stores import store_of
from tests.contracts.picture_encoder import BLUE, RED
from tests.shop.factories import phone_guide, products
from tests.shop.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    """MEDIA_ROOT with two pictures, and an encoder of pictures beside the shop's others."""
    image = {"BACKEND": "shopguide.encoders.fake.FakePictureEncoder"}
    settings.SHOPGUIDE = {
        **settings.SHOPGUIDE,
        "ENCODERS": {**settings.SHOPGUIDE["ENCODERS"], "image": image},
        "MAX_ATTEMPTS": 1,
    }
    root = tmp_path / "media"
    root.mkdir()
    settings.MEDIA_ROOT, settings.MEDIA_URL = str(root), "/media/"
    (root / "red.png").write_bytes(RED)
    (root / "blue.jpg").write_bytes(BLUE)
    (tmp_path / "secret.png").write_bytes(RED)
    return root


@pytest.fixture
def guide(media):
    return phone_guide()


def pictured(*names):
    return [Product.objects.create(name=f"Phone {n}", photo=n) for n in names]


def read(guide, names):
    found = pictures_of(guide, [product.pk for product in pictured(*names)])
    return list(found.values())


def test_every_product_gets_a_vector_of_its_picture(guide):
    red, blue, none = pictured("red.png", "/media/blue.jpg", "")
    delivery.drain()
    found = store_of(guide, "image").of([red.pk, blue.pk, none.pk])
    assert set(found) == {red.pk, blue.pk}
    assert found[red.pk].shape == (48,)
    assert found[red.pk] @ found[blue.pk] < 0.95
    assert store_of(guide).of([none.pk])[none.pk].shape == (384,)
    assert Vector.objects.get(encoder="image", object_id=str(none.pk)).empty
    assert not Job.objects.exists()


def test_an_unchanged_picture_costs_nothing_and_a_new_one_is_read(guide, media, monkeypatch):
    (product,) = pictured("red.png")
    delivery.drain()
    before = store_of(guide, "image").of([product.pk])[product.pk]
    assert delivery.reconcile(guide).vectors == 0
    read_ = []
    encode = "shopguide.encoders.fake.FakePictureEncoder.encode_pictures"
    from shopguide.encoders.fake import FakePictureEncoder

    plain = FakePictureEncoder.encode_pictures
    monkeypatch.setattr(encode, lambda self, files: read_.append(len(files)) or plain(self, files))
    product.save()
    delivery.drain()
    assert sum(read_) == 0
    # The same name, another picture: no signal tells of it.
    (media / "red.png").write_bytes(BLUE)
    assert delivery.reconcile(guide).vectors == 1
    delivery.drain()
    assert sum(read_) == 1
    assert not np.allclose(store_of(guide, "image").of([product.pk])[product.pk], before)


@pytest.mark.parametrize("broken", [b"no picture", RED[:50], b""])
def test_a_broken_picture_waits_for_a_person_and_holds_up_no_other(guide, media, broken):
    (media / "broken.png").write_bytes(broken)
    made = pictured("red.png", "broken.png", "gone.png", "blue.jpg")
    delivery.drain()
    assert set(store_of(guide, "image").of([p.pk for p in made])) == {made[0].pk, made[3].pk}
    dead = Job.objects.filter(dead=True).order_by("object_id")
    assert [job.object_id for job in dead] == [str(made[1].pk), str(made[2].pk)]
    assert all("PictureError" in job.error for job in dead)
    assert "gone.png" in dead[1].error
    # Words and texts of the same products are done.
    assert set(store_of(guide).of([p.pk for p in made])) == {p.pk for p in made}


def test_what_was_given_up_is_tried_again_when_the_product_changes(guide, media):
    (product,) = pictured("gone.png")
    delivery.drain()
    assert delivery.reconcile(guide).vectors == 0
    (media / "gone.png").write_bytes(RED)
    product.save()
    delivery.drain()
    assert product.pk in store_of(guide, "image").of([product.pk])
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "//example.org/a.png", "data:image/png;base64,AAAA"]
)
def test_an_address_is_never_fetched(guide, address, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *args: pytest.fail("a connection"))
    found = pictures._found(address, None, "Product 1")
    assert found is None


@pytest.mark.parametrize(
    "name", ["../secret.png", "/../secret.png", "a/../../secret.png", "link.png"]
)
def test_nothing_outside_the_shops_folders_is_read(guide, media, name):
    (media / "link.png").symlink_to(media.parent / "secret.png")
    (fault,) = read(guide, [name])
    assert isinstance(fault, PictureError)


def test_a_static_file_is_found_by_its_name(guide):
    (found,) = read(guide, ["storefront/photos/mighty-mug.webp"])
    assert found.name == "mighty-mug.webp"


class Elsewhere(FileSystemStorage):
    def path(self, name):
        raise NotImplementedError


@pytest.mark.parametrize(("storage", "found"), [(FileSystemStorage, True), (Elsewhere, False)])
def test_a_file_field_is_read_from_its_own_storage(guide, media, storage, found, monkeypatch):
    own = media.parent / "own"
    place = storage(location=str(own))
    FileSystemStorage(location=str(own)).save("photo.png", ContentFile(RED))
    monkeypatch.setattr(
        pictures, "resolve", lambda *a: type("Path", (), {"field": models.FileField(storage=place)})
    )
    (file,) = read(guide, ["photo.png"])
    assert (file == (own / "photo.png").resolve()) if found else file is None
    (fault,) = read(guide, ["../secret.png"])
    assert isinstance(fault, PictureError) if found else fault is None


def test_hidden_and_deleted_products_leave_no_picture(guide):
    hidden, gone = pictured("red.png", "blue.jpg")
    delivery.drain()
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    gone.delete()
    delivery.reconcile(guide)
    delivery.drain()
    assert not Vector.objects.filter(encoder="image").exists()


def test_without_an_encoder_of_pictures_nothing_is_asked(settings):
    guide = phone_guide()
    assert guide.encoders() == ["default"]
    products(1)
    assert set(Job.objects.values_list("encoder", flat=True)) == {"", "default"}


def test_pictures_have_an_index_and_the_doctor_knows(guide):
    pictured("red.png")
    delivery.drain()
    assert index_state(guide, "image") is None
    assert ensure_index(guide)
    assert index_state(guide, "image").valid
    told = [finding.told for finding in examine() if finding.part == "guide phone, encoder image"]
    assert told[0] == "1 of 1 visible products have a current vector"


def test_encoders_that_read_something_else_are_told(guide, monkeypatch):
    assert check_ids() == set()
    monkeypatch.setattr(type(guide), "image_encoder", "narrow")
    assert check_ids() == {"shopguide.E014"}
    monkeypatch.setattr(type(guide), "image_encoder", "nothing")
    assert check_ids() == {"shopguide.E011"}
    monkeypatch.setattr(type(guide), "image_encoder", None)
    monkeypatch.setattr(type(guide), "language_encoders", {"en": "image"})
    assert "shopguide.E014" in check_ids()


def check_ids():
    return {m.id for m in check_backends(None) if m.id.startswith("shopguide.E")}


def test_jobs_of_an_encoder_that_went_are_finished(guide, settings):
    (product,) = pictured("red.png")
    jobs.enqueue(guide, [product.pk], [Job.Kind.VECTOR], ["image"])
    found = dict(settings.SHOPGUIDE["ENCODERS"])
    del found["image"]
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "ENCODERS": found}
    delivery.drain()
    assert not Job.objects.exists()
