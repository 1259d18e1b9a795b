"""From a product to an order, as shoppers do it, and a merchant who looks as one of them."""

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext

from storefront.models import Order, Product

from .test_pages import serious

pytestmark = pytest.mark.browser


def check(page, where):
    """Nothing that axe-core calls serious, and nothing wider than the screen."""
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), where
    assert serious(page) == [], where


def sign_in(page, name, password):
    page.goto("/sign-in/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(password)
    page.locator("form.sign-in button").click()
    page.wait_for_url(lambda address: "sign-in" not in address)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_product_to_order(visit, language, size, scripts):
    product = Product.objects.get(sku="zh-002")
    before = product.stock
    with translation.override(language):
        thanks, paid = gettext("Thank you. Your order is placed."), gettext("paid")
    page = visit.page(language, size, java_script_enabled=scripts)
    tested = (lambda where: check(page, where)) if scripts else (lambda where: None)
    page.goto("/p/zh-002/")
    page.locator(".buy input[type=number]").fill("2")
    page.locator(".buy button").click()
    page.wait_for_url("**/cart/")
    assert page.locator(".badge").inner_text().startswith("2")
    tested("cart")
    page.locator(".cart-change input[type=number]").first.fill("1")
    page.locator(".cart-change button").first.click()
    page.wait_for_load_state()
    assert page.locator(".badge").inner_text().startswith("1")

    page.locator("a.go").click()
    page.wait_for_url("**/sign-in/**")
    page.locator("a[href*='/join/']").click()
    page.wait_for_url("**/join/**")
    tested("join")
    page.locator("#id_username").fill("ada")
    page.locator("#id_password1").fill("a-long-secret")
    page.locator("#id_password2").fill("a-long-secret")
    page.locator("form.delivery button").click()
    page.wait_for_url("**/checkout/")

    page.locator("#id_recipient").fill("Ada")
    page.locator("#id_address").fill(" " * 9)
    page.locator("form.delivery button").click()
    page.locator(".fault").wait_for()
    assert page.locator("#id_recipient").input_value() == "Ada"
    tested("a fault in the checkout")
    page.locator("#id_address").fill("1 Harbour Street, 20457 Hamburg")
    page.locator("form.delivery button").click()
    page.wait_for_url("**/orders/*/")
    assert page.locator(".message").inner_text() == thanks
    assert page.locator(".status").inner_text() == paid
    tested("order")
    (order,) = Order.objects.filter(user__username="ada")
    product.refresh_from_db()
    assert (order.lines.get().quantity, product.stock) == (1, before - 1)
    assert page.locator(".badge").count() == 0

    page.locator(".order-more a.go").click()
    page.wait_for_url("**/ask/?question=*")
    assert str(order.pk) in page.locator("#sg-ask-question").input_value()
    page.locator("form.sg-ask-form button.sg-button").first.click()
    page.locator(".sg-turn", has_text=product.name).first.wait_for()

    page.goto("/orders/")
    assert page.locator(".order-card").count() == 1
    tested("orders")
    assert visit.faults == []


def test_a_double_click_orders_once(visit):
    page = visit.page()
    User.objects.create_user("ada", password="a-long-secret")
    sign_in(page, "ada", "a-long-secret")
    page.goto("/p/zh-002/")
    page.locator(".buy button").click()
    page.goto("/checkout/")
    page.locator("#id_recipient").fill("Ada")
    page.locator("#id_address").fill("1 Harbour Street, 20457 Hamburg")
    page.locator("form.delivery button").dblclick()
    page.wait_for_url("**/orders/*/")
    assert Order.objects.filter(user__username="ada").count() == 1


def test_by_keyboard_from_product_to_cart(visit):
    page = visit.page(size="phone")
    page.goto("/p/zh-002/")
    page.focus(".buy input[type=number]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cart/")
    assert page.locator(".cart-row").count() == 1
    assert visit.faults == []


def test_the_account_menu_leads_to_the_orders(visit):
    ming = User.objects.get(username="ming")
    ming.set_password("a-long-secret")
    ming.save()
    for size, place in [("desktop", ".top-more"), ("phone", ".foot-more")]:
        page = visit.page("zh-hans", size)
        sign_in(page, "ming", "a-long-secret")
        menu = page.locator(f"{place} .menu")
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        check(page, size)
        menu.locator("a[href='/orders/']").click()
        page.wait_for_url("**/orders/")
        assert page.locator(".order-card").count() >= 6
        check(page, size)
    assert visit.faults == []


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_merchant_looks_as_a_shopper(visit, language, size):
    User.objects.create_superuser("merchant", password="a-long-secret")
    for scheme in ("light", "dark"):
        page = visit.page(language, size, scheme)
        sign_in(page, "merchant", "a-long-secret")
        page.goto("/as/")
        check(page, "list")
        page.locator(".shoppers a").first.click()
        page.wait_for_url("**/as/ming/")
        check(page, "as")
        assert page.locator(".as-shopper").is_visible()
        assert page.locator("main form:visible, main button:visible").count() == 0
        page.locator(".as-shopper summary").click()
        assert page.locator(".history li").count() >= 6
    assert visit.faults == []
