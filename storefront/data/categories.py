"""The demo's categories, and the rules that put an Icecat product into one of them."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple


class Named(NamedTuple):
    """A category as it is shown, with the drawing that stands in for a missing picture."""

    slug: str
    name: str
    name_zh: str
    icon: str


CATEGORIES = [
    Named("smartphones", "Smartphones", "手机", "phone"),
    Named("phone-accessories", "Phone accessories", "手机配件", "case"),
    Named("laptops", "Laptops", "笔记本电脑", "laptop"),
    Named("laptop-accessories", "Laptop accessories", "笔记本配件", "case"),
    Named("tablets", "Tablets", "平板电脑", "tablet"),
    Named("tablet-accessories", "Tablet accessories", "平板配件", "case"),
    Named("computers", "Computers", "台式电脑", "computer"),
    Named("components", "Components", "电脑组件", "chip"),
    Named("monitors", "Monitors", "显示器", "monitor"),
    Named("televisions", "Televisions", "电视", "monitor"),
    Named("projectors", "Projectors and screens", "投影设备", "projector"),
    Named("cameras", "Cameras", "相机", "camera"),
    Named("camera-accessories", "Camera accessories", "相机配件", "camera"),
    Named("headphones", "Headphones", "耳机", "headphones"),
    Named("speakers", "Speakers and audio", "音箱与音响", "speaker"),
    Named("players", "Music and video players", "播放器", "player"),
    Named("smartwatches", "Smartwatches and trackers", "智能手表", "watch"),
    Named("keyboards", "Keyboards", "键盘", "keyboard"),
    Named("mice", "Mice and pointers", "鼠标", "mouse"),
    Named("printers", "Printers", "打印机", "printer"),
    Named("scanners", "Scanners", "扫描仪", "printer"),
    Named("ink", "Ink and toner", "墨盒与硒鼓", "ink"),
    Named("storage", "Storage", "存储设备", "disk"),
    Named("networking", "Networking", "网络设备", "network"),
    Named("cables", "Cables and adapters", "线材与转换器", "cable"),
    Named("power", "Batteries and power", "电池与电源", "battery"),
    Named("gaming", "Games and consoles", "游戏", "game"),
    Named("toys", "Toys and crafts", "玩具与手工", "toy"),
    Named("software", "Software", "软件", "software"),
    Named("office", "Office", "办公用品", "office"),
    Named("furniture", "Furniture", "家具", "home"),
    Named("kitchen", "Kitchen", "厨房", "kitchen"),
    Named("home", "Home", "家居", "home"),
    Named("food", "Food and drink", "食品饮料", "food"),
    Named("tea", "Tea", "茶叶", "food"),
    Named("beauty", "Beauty", "美妆个护", "beauty"),
    Named("clothing", "Clothing", "服装", "clothing"),
    Named("shoes", "Shoes", "鞋", "shoe"),
    Named("bags", "Bags", "箱包", "bag"),
    Named("watches", "Watches and jewellery", "腕表与首饰", "watch"),
    Named("sports", "Sports", "运动户外", "sports"),
    Named("other", "Other", "其他", "other"),
]
BY_SLUG = {category.slug: category for category in CATEGORIES}

# The first rule whose pattern is found in the title decides: what a thing is for comes before what
# it names, so that a case for a phone is an accessory.
_RULES = [
    ("office", r"notebook a\d|wirebound"),
    ("phone-accessories", r"mobile phone case|phone case|mobile phone holder|phone stand|selfie"),
    ("phone-accessories", r"mobile phone/smartphone|mobile phone (?:spare|cable|headset)|car kit"),
    (
        "tablet-accessories",
        r"tablet (?:case|spare|security|mount|stand)|for (?:ipad|tablet|surface)",
    ),
    ("tablet-accessories", r"ipad (?:case|keyboard|cover|holder)|e-book reader (?:case|accessor)"),
    ("tablet-accessories", r"\bstylus\b"),
    ("camera-accessories", r"camera (?:lens|cable|case|filter|remote|kit bag|battery|flash|mount)"),
    ("camera-accessories", r"\btripod|camcorder (?:case|acc)|lens (?:cap|filter|hood|adapter)"),
    ("camera-accessories", r"\blens\b|camera flash|camera interface"),
    ("laptop-accessories", r"notebook (?:case|spare|stand|cooling|security|dock|screen|arm|acc)"),
    (
        "laptop-accessories",
        r"laptop (?:lock|backpack|bag|case|cooler|stand|sleeve|case)|cable lock",
    ),
    ("laptop-accessories", r"docking station|privacy filter|screen protector|laptop internal"),
    ("keyboards", r"keyboard cover|\bkeyboard\b|\bkeypad\b"),
    ("mice", r"\bmouse\b(?! pad)|\bmice\b|trackball|presenter|mouse pad|\bmousepad\b"),
    ("ink", r"toner|ink cartridge|\bink\b|printer (?:drum|ribbon|kit|belt)|print head|fax ribbon"),
    ("ink", r"original (?:black|cyan|magenta|yellow|photo|light|tri)|singlepack"),
    ("ink", r"photo paper|developer unit|cartridge|fuser"),
    (
        "power",
        r"\bups\b|uninterruptible|power (?:adapter|extension|supply|bank|cable|distrib)|surge",
    ),
    ("power", r"\bbatter(?:y|ies)\b|charger|\bpdu\b|inverter"),
    (
        "cables",
        r"\bcables?\b|\badapters?\b|patch cord|\bcord\b|splitter|\bkvm\b|converter|extender",
    ),
    ("cables", r"gender changer|\bcoupler\b|connector|\bhub\b"),
    (
        "networking",
        r"router|network(?:ing)?\b|\bswitch\b|access point|wlan|\bnic\b|modem|transceiver",
    ),
    ("networking", r"patch panel|rack cabinet|\brack\b|firewall|\bantenna\b|powerline"),
    (
        "storage",
        r"hard drive|\bhdd\b.*internal|solid state|\bssd\b|flash drive|memory card|usb stick",
    ),
    ("storage", r"tape (?:drive|cartridge)|disk array|\bnas\b|optical disc drive|blank (?:cd|dvd)"),
    ("storage", r"dvd[-+]r|cd-rw?\b|\bmemory stick|data cartridge|card reader|usb flash"),
    (
        "components",
        r"memory module|processor|motherboard|graphics card|geforce|radeon|cooler|\bfan\b",
    ),
    ("components", r"computer case|sound card|riser|raid controller|interface cards"),
    ("scanners", r"scanner|bar code reader"),
    ("printers", r"printer|multifunction|all-in-one.*(?:inkjet|laser)|officejet|laserjet|\bfax\b"),
    ("projectors", r"projector|projection screen|interactive whiteboard"),
    ("televisions", r"\btv\b|television|set-top"),
    (
        "monitors",
        r"\bmonitor\b|computer monitor|public display|digital signage|touch screen monitor",
    ),
    ("headphones", r"headphones?|headset|earphone|earbuds|ear hook|in-ear"),
    (
        "speakers",
        r"speaker|soundbar|audio (?:system|set)|micro system|home cinema|amplifier|\bradio\b",
    ),
    ("speakers", r"microphone|boombox|stereo"),
    ("smartwatches", r"smartwatch|activity tracker|\bwatch gt\b|wristband|sport watch"),
    (
        "gaming",
        r"playstation|xbox|nintendo|\bps[34]\b|video game|game (?:console|pad)|gamepad|joystick",
    ),
    ("players", r"dvd player|blu-ray player|mp3|mp4|ipod|cd player|media player|portable dvd"),
    (
        "cameras",
        r"digital (?:camera|compact)|slr camera|camera kit|camcorder|webcam|security camera",
    ),
    ("cameras", r"photosmart \w+ digital|cyber-shot|powershot|coolpix|action sports|eos \d"),
    (
        "toys",
        r"\bdoll|puzzle|colou?ring|crayola|craft|toy\b|playset|baby born|lego|kids'|modelling",
    ),
    ("laptops", r"notebook|laptop|chromebook|thinkpad|elitebook|probook|ultrabook|macbook|netbook"),
    ("tablets", r"\btablet\b|ipad|galaxy tab"),
    ("computers", r"\bpc\b(?!\()|desktop|workstation|\bserver\b|thin client|all-in-one"),
    ("software", r"licen[cs]e|software|windows|antivirus|upgrade\b|subscription"),
    ("software", r"warranty|care ?pack|support|service"),
    ("kitchen", r"coffee|kettle|toaster|blender|fryer|juice|food processor|cooker|microwave|grill"),
    ("furniture", r"chair|\bdesk\b|\bstand\b|mount|trolley|cart\b"),
    ("bags", r"backpack|\bbag\b|briefcase|sleeve|\bcase\b"),
    ("beauty", r"hair|shaver|toothbrush|nail polish|epilator|trimmer"),
    (
        "office",
        r"paper|label|laminat|shredder|binder|pen\b|marker|calculator|envelope|book\b|board\b",
    ),
    ("home", r"vacuum|iron\b|\blamp\b|light|bulb|torch|flashlight|heater|humidifier"),
]
_COMPILED = [(slug, re.compile(pattern, re.IGNORECASE)) for slug, pattern in _RULES]
_PHONE = re.compile(
    r'\bsmartphone\b|mobile phone\b|\d+(?:\.\d+)? cm \(\d(?:\.\d+)?"\).*\b(?:dual|single) sim'
    r"|\bandroid \d.*\b(?:3|4|5)g\b|\b(?:3|4|5)g\b.*\bandroid \d|\biphone \w+ \d+ gb",
    re.IGNORECASE,
)
_SMALL_SCREEN = re.compile(r'\((\d+(?:\.\d+)?)"\)')
_SERVICE = re.compile(r"warranty|care ?pack|\bsvc\b|\bonsite\b|nbdexch|pick up|pickup", re.I)
_LAPTOP = re.compile(
    r"\b(?:notebook|chromebook|netbook|hybrid \(2-in-1\)|mobile workstation)\b", re.I
)


def category_of(row: Mapping[str, Any]) -> str:
    """The slug for one Icecat product."""
    title = str(row["title"])
    kind = str(row.get("attr_t_product_type", "")).lower()
    if kind in {"notebook", "netbook", "chromebook", "hybrid (2-in-1)", "mobile workstation"}:
        return "laptops"
    if kind in {"headphones", "headset"}:
        return "headphones"
    if kind == "processor":
        return "components"
    if _SERVICE.search(title):
        return "software"
    if _is_phone(title):
        return "smartphones"
    # A laptop's title lists its parts; an accessory says what it is after "notebook".
    if _LAPTOP.search(title) and re.search(
        r"\b(?:core|celeron|pentium|amd|atom|ryzen)\b", title, re.I
    ):
        return "laptops"
    for slug, pattern in _COMPILED:
        if pattern.search(title):
            return slug
    return "other"


def _is_phone(title: str) -> bool:
    if re.search(
        r"\bcase\b|cover|protector|holder|cable|charger|headset|\btablet\b|watch", title, re.I
    ):
        return False
    screen = _SMALL_SCREEN.search(title)
    if screen and float(screen.group(1)) > 7.2:
        return False
    return bool(_PHONE.search(title)) and "/smartphone" not in title.lower()
