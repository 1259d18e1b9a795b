"""The smaller sources: DummyJSON, the reviews of Hu and Liu, and Saleor's pictures."""

import json
import re
from collections import defaultdict
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image

_DUMMYJSON = {
    "smartphones": "smartphones",
    "laptops": "laptops",
    "tablets": "tablets",
    "mobile-accessories": "phone-accessories",
    "kitchen-accessories": "kitchen",
    "groceries": "food",
    "sports-accessories": "sports",
    "beauty": "beauty",
    "skin-care": "beauty",
    "fragrances": "beauty",
    "furniture": "furniture",
    "home-decoration": "home",
    "mens-shirts": "clothing",
    "tops": "clothing",
    "womens-dresses": "clothing",
    "mens-shoes": "shoes",
    "womens-shoes": "shoes",
    "womens-bags": "bags",
    "mens-watches": "watches",
    "womens-watches": "watches",
    "womens-jewellery": "watches",
    "sunglasses": "clothing",
}
#: The products whose reviews Hu and Liu collected, as they were sold; prices are ours.
_REVIEWED = {
    "Apex_AD2600_Progressive_scan_DVD_player": (
        "Apex AD2600 Progressive-scan DVD player", "Apex", "players", "59.99"),
    "Canon_G3": ("Canon PowerShot G3 digital camera 4 MP", "Canon", "cameras", "349.00"),
    "Canon_PowerShot_SD500": (
        "Canon PowerShot SD500 digital camera 7 MP", "Canon", "cameras", "199.00"),
    "Canon_S100": ("Canon PowerShot S100 digital camera 2 MP", "Canon", "cameras", "129.00"),
    "Creative_Labs_Nomad_Jukebox_Zen_Xtra_40GB": (
        "Creative Labs Nomad Jukebox Zen Xtra 40 GB MP3 player", "Creative", "players", "149.00"),
    "Hitachi_router": ("Hitachi plunge router", "Hitachi", "home", "179.00"),
    "MicroMP3": ("Creative Zen Micro MP3 player", "Creative", "players", "119.00"),
    "Nokia_6610": ("Nokia 6610 mobile phone", "Nokia", "smartphones", "49.00"),
    "ipod": ("Apple iPod music player", "Apple", "players", "189.00"),
    "norton": ("Norton security software", "Symantec", "software", "39.99"),
}  # fmt: skip
_SALEOR = {
    "Audiobook": ("office", "14.00"),
    "Shoe": ("shoes", "64.00"),
    "Top": ("clothing", "29.00"),
    "Sweatshirt": ("clothing", "49.00"),
    "Juice": ("food", "4.00"),
    "Beanies & Scarfs": ("clothing", "19.00"),
    "Simple Gift Card": ("office", "50.00"),
}
#: Pictures that are named otherwise than the product says.
_RENAMED = {
    "ascii-shirt-2": "ascii-shirt-front",
    "dash-shirt-2": "dash-tee-front",
    "polo-shirt-2": "polo-shirt-front",
    "blue-shirt-1": "blue-polygon-tee-front",
    "dark-shirt-2": "dark-polygon-tee-front",
    "cushion": "cushion-blue",
    "monotype-white-2": "monospace-white-tee-front",
    "white_cubics_tee_back": "white-cubes-tee-front",
    "paul-blanace-420-2": "pauls-blanace-420-2",
    "s-mask": "neck-warmer",
}
WIDTH = 640


def dummyjson(path: Path) -> list[dict[str, Any]]:
    """Its reviews are canned and are left out; its prices and stock are kept."""
    read = json.loads(path.read_text())
    rows = read["products"] if isinstance(read, dict) else read
    return [
        {
            "sku": f"dummyjson-{row['id']}",
            "source": "dummyjson",
            "name": row["title"],
            "brand": row.get("brand") or "",
            "category": _DUMMYJSON[row["category"]],
            "description": row["description"],
            "price": f"{row['price']:.2f}",
            "stock": row["stock"],
            "released": "",
            "specs": {"Warranty": row["warrantyInformation"], "Returns": row["returnPolicy"]},
            "photo": "",
            "language": "en",
            "family": "",
        }
        for row in rows
        if row["category"] in _DUMMYJSON
    ]


def huliu(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The reviewed products, and their reviews put together again from sentences."""
    sentences = [json.loads(line) for line in path.read_text().splitlines()]
    liked: dict[str, list[str]] = defaultdict(list)
    reviews = []
    for (product, number), group in groupby(sentences, key=lambda s: (s["product"], s["review"])):
        told = list(group)
        for sentence in told:
            terms = [a["term"] for a in sentence["aspects"] if a["polarity"] == "positive"]
            liked[product] += terms
        # Without marks between reviews, each annotated sentence stands for itself.
        texts = [told] if number >= 0 and len(told) < 120 else [[s] for s in told if s["aspects"]]
        for parts in texts:
            body = " ".join(_sentence(part["text"]) for part in parts)
            if len(body) > 20:
                reviews.append({"sku": _sku(product), "body": body, "language": "en"})
    return [_reviewed(product, liked[product]) for product in _REVIEWED], reviews


def _reviewed(product: str, liked: list[str]) -> dict[str, Any]:
    name, brand, category, price = _REVIEWED[product]
    often = sorted(set(liked), key=lambda term: (-liked.count(term), term))[:8]
    return {
        "sku": _sku(product),
        "source": "huliu",
        "name": name,
        "brand": brand,
        "category": category,
        "description": f"Reviewers speak well of its {', '.join(often)}." if often else "",
        "price": price,
        "stock": 9,
        "released": "",
        "specs": {},
        "photo": "",
        "language": "en",
        "family": "",
    }


def _sku(product: str) -> str:
    return "huliu-" + re.sub(r"[^a-z0-9]+", "-", product.lower())


def _sentence(text: str) -> str:
    """A tokenised sentence as it was written: no blank before a stop, "I" and first letters big."""
    text = re.sub(r"\s+([.,!?;:%)'])", r"\1", re.sub(r"&#?\w+;", "&", text))
    text = re.sub(r"([($])\s+", r"\1", text)
    text = re.sub(r"\bi\b", "I", text)
    return text[:1].upper() + text[1:]


def saleor(folder: Path, out: Path) -> list[dict[str, Any]]:
    """Products with pictures; the pictures are made smaller and put under the static files."""
    photos = out.parent / "static" / "storefront" / "photos"
    photos.mkdir(parents=True, exist_ok=True)
    rows = []
    for row in json.loads((folder / "products.json").read_text()):
        stems = [re.sub(r"^saleor-|_[0-9a-f]+$", "", Path(m).stem) for m in row.get("media", [])]
        pictures = [found for stem in stems if (found := _picture(folder / "images", stem))]
        for picture in pictures[:1]:
            with Image.open(picture) as image:
                image.convert("RGB").resize(
                    (WIDTH, round(WIDTH * image.height / image.width))
                ).save(photos / f"{picture.stem}.webp", quality=80)
        category, price = _SALEOR.get(row["type"], _simple(row["name"]))
        rows.append(
            {
                "sku": f"saleor-{row['id']}",
                "source": "saleor",
                "name": row["name"],
                "brand": "Saleor",
                "category": category,
                "description": row.get("description") or "",
                "price": price,
                "stock": 25,
                "released": "",
                "specs": {"Type": row["type"]},
                "photo": f"storefront/photos/{pictures[0].stem}.webp" if pictures else "",
                "language": "en",
                "family": "",
            }
        )
    return rows


def _simple(name: str) -> tuple[str, str]:
    """The category and our price of what Saleor calls a simple product."""
    for word, found in (("Mug", "kitchen"), ("Cushion", "home"), ("Sunn", "clothing")):
        if word.lower() in name.lower():
            return found, "24.00"
    return "other", "20.00"


def _picture(folder: Path, stem: str) -> Path | None:
    found = folder / f"{_RENAMED.get(stem, stem)}.jpg"
    return found if found.exists() else None
