"""Products of the test shop, many at once."""

from shopguide.catalogue.registry import registry

from .models import Brand, Category, Product


def phone_guide():
    return registry.get("phone")


def products(count, **given):
    """``count`` saved products "Phone 0", "Phone 1", …"""
    brand, _ = Brand.objects.get_or_create(name="Zeta")
    category, _ = Category.objects.get_or_create(name="Smartphones")
    made = [
        Product(
            **{
                "name": f"Phone {n}",
                "description": f"smartphone number{n}",
                "brand": brand,
                "category": category,
                "price": 100 + n,
                **given,
            }
        )
        for n in range(count)
    ]
    for product in made:
        product.save()
    return made
