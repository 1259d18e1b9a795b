"""What every store of vectors must do. A subclass gives ``shop``: guide, make(n) and hide(pk)."""

import numpy as np
import pytest
from django.db import DataError, connection, transaction

from shopguide.vectors.store import Stamped
from shopguide.vectors.stores import store_of

MANY = 1500


def random_vectors(count, dimensions=384, seed=7):
    made = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


class StoreContract:
    @pytest.fixture
    def store(self, shop):
        return store_of(shop.guide)

    @pytest.fixture
    def filled(self, shop, store):
        """(keys, vectors) of MANY products, indexed."""
        pks, vectors = shop.make(MANY), random_vectors(MANY)
        store.put({pk: Stamped(v, f"d{pk}") for pk, v in zip(pks, vectors, strict=True)})
        shop.index(store)
        with connection.cursor() as cursor:
            # What autovacuum does a minute after a load; without it the planner expects no rows.
            cursor.execute("ANALYZE")
        return pks, vectors

    def test_what_is_put_is_given(self, shop, store):
        pks, vectors = shop.make(2), random_vectors(2)
        store.put({pks[0]: Stamped(vectors[0], "a")})
        found = store.of(pks)
        assert set(found) == {pks[0]}
        assert found[pks[0]] @ vectors[0] == pytest.approx(1, abs=1e-3)

    def test_putting_again_replaces(self, shop, store):
        (pk,), vectors = shop.make(1), random_vectors(2)
        store.put({pk: Stamped(vectors[0], "a")})
        store.put({pk: Stamped(vectors[1], "b")})
        assert store.of([pk])[pk] @ vectors[1] == pytest.approx(1, abs=1e-3)
        assert store.rows().count() == 1

    def test_none_forgets(self, shop, store):
        (pk,) = shop.make(1)
        store.put({pk: Stamped(random_vectors(1)[0], "a")})
        store.put({pk: None})
        assert store.of([pk]) == {}
        assert store.stale({pk: "a"}) == {pk}

    def test_stale_is_what_is_missing_or_of_another_text(self, shop, store):
        pks = shop.make(3)
        vectors = random_vectors(2)
        store.put({pks[0]: Stamped(vectors[0], "a"), pks[1]: Stamped(vectors[1], "b")})
        assert store.stale({pks[0]: "a", pks[1]: "x", pks[2]: "c"}) == {pks[1], pks[2]}

    def test_an_empty_text_is_a_state_and_no_vector(self, shop, store):
        (pk,) = shop.make(1)
        store.put({pk: Stamped(None, "empty")})
        assert store.of([pk]) == {}
        assert store.stale({pk: "empty"}) == set()
        assert store.near(random_vectors(1)[0], 5) == []

    def test_what_is_no_number_is_refused(self, shop, store):
        (pk,) = shop.make(1)
        bad = random_vectors(1)[0]
        bad[3] = np.nan
        with pytest.raises(DataError), transaction.atomic():
            store.put({pk: Stamped(bad, "a")})
        assert store.stale({pk: "a"}) == {pk}

    @pytest.mark.parametrize("limit", [5000, 100])
    @pytest.mark.parametrize("share", [1, 10, 100, 750])
    def test_near_gives_min_k_matches(self, shop, store, filled, settings, limit, share):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "EXACT_LIMIT": limit}
        pks, _ = filled
        kept = pks[::share]
        products = shop.guide.products().filter(pk__in=kept)
        query = random_vectors(1, seed=9)[0]
        for k in (1, 20, 60):
            found = store.near(query, k, products)
            assert len(found) == min(k, len(kept))
            assert {each.pk for each in found} <= set(kept)
            similarities = [each.similarity for each in found]
            assert similarities == sorted(similarities, reverse=True)

    def test_the_exact_plan_is_exact(self, shop, store, filled):
        pks, vectors = filled
        query = random_vectors(1, seed=9)[0]
        expected = [pks[i] for i in np.argsort(-(vectors @ query))[:10]]
        assert [each.pk for each in store.near(query, 10)][:5] == expected[:5]

    def test_known_keys_are_ranked_as_the_filter_that_they_meet(self, shop, store, filled):
        pks, _ = filled
        query, kept = random_vectors(1, seed=9)[0], pks[::7]
        products = shop.guide.products().filter(pk__in=kept)
        by_filter = list(store.ranked(query, products, exact=True))
        assert list(store.ranked(query, products, exact=True, keys=kept)) == by_filter
        assert len(by_filter) == len(kept)
        assert list(store.ranked(query, products, exact=True, keys=[])) == []

    def test_the_loose_plan_uses_the_index(self, shop, store, filled, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "EXACT_LIMIT": 100}
        query = random_vectors(1, seed=9)[0]
        assert store.is_loose(shop.guide.products())
        with store.index_scan(20):
            plan = store.ranked(query, shop.guide.products())[:20].explain()
        assert shop.index_name(store) in plan
        assert (
            shop.index_name(store)
            not in store.ranked(query, shop.guide.products(), exact=True)[:20].explain()
        )

    def test_what_is_hidden_or_deleted_is_near_nothing(self, shop, store):
        pks, vectors = shop.make(3), random_vectors(3)
        store.put({pk: Stamped(v, "a") for pk, v in zip(pks, vectors, strict=True)})
        shop.hide(pks[0])
        shop.delete(pks[1])
        assert [each.pk for each in store.near(vectors[0], 10)] == [pks[2]]

    def test_nothing_asked_nothing_given(self, shop, store):
        assert store.near(random_vectors(1)[0], 0) == []
        assert store.of([]) == {}
        store.put({})
