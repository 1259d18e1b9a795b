from typing import TYPE_CHECKING, Any

from django.contrib import admin

from .models import Brand, Category, Line, Order, Policy, Product, Review

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    list_display = ["name", "brand", "category", "price", "stock", "is_public"]
    list_editable = ["is_public"]
    list_filter = ["is_public", "source", "category"]
    search_fields = ["name", "sku"]
    list_select_related = ["brand", "category"]
    autocomplete_fields = ["brand"]


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    search_fields = ["name"]


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ["name", "name_zh", "slug"]


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    list_display = ["product", "score", "title", "is_approved", "created"]
    list_filter = ["is_approved", "score", "language"]
    raw_id_fields = ["product", "author"]


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    list_display = ["title", "language", "slug", "is_public"]
    list_filter = ["language", "is_public"]
    search_fields = ["title", "body"]


class LineInline(TabularInline):
    model = Line
    raw_id_fields = ["product"]
    extra = 0


@admin.register(Order)
class OrderAdmin(ModelAdmin):
    list_display = ["id", "user", "placed_at", "status"]
    list_filter = ["status"]
    inlines = [LineInline]
