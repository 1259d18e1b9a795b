"""Each way of saying a limit that the reader of sentences knows, and what only looks like one."""

import pytest

from shopguide.search.sentence import read_sentence
from shopguide.search.sentence.numbers import in_digits

from .understood import RATES, compare, demo_vocabulary, told

pytestmark = pytest.mark.django_db

PRICES = """
phone that costs no more than 300 | category:Smartphones; price<=300
i can't spend more than 300 on a phone | category:Smartphones; price<=300
tv but nothing over 600 | category:Televisions; price<=600
nothing under 300, headphones | category:Headphones; price>=300
camera more than $500 but less than $800 | category:Cameras; price 500..800
tablet around the $200 mark | category:Tablets; price 160..240
big tv, budget 800 | category:Televisions; price 640..960
tablet budget max 200 | category:Tablets; price<=200
phone 200-300 | category:Smartphones; price 200..300
earbuds between twenty and forty quid | category:Headphones; price 20..40
laptop under 300 pounds | category:Laptops; price<=300
headset: wireless, < $50 | category:Headphones; price<=50
tv 4k under 1k | category:Televisions; price<=1000
canon 70-200 | brand:Canon
epson 2019-2021 | brand:Epson
headphones with at least 2 years warranty | category:Headphones
usb hub with more than 4 ports |
手机，价格不超过一万二 | category:Smartphones; price<=12000
手机两千不到 | category:Smartphones; price<=2000
手机 不低于3000 | category:Smartphones; price>=3000
手机大概三千以内 | category:Smartphones; price<=3000
手机三千来块 | category:Smartphones; price 2400..3600
预算2千-3千的手机 | category:Smartphones; price 2000..3000
手机，三到五千 | category:Smartphones; price 3000..5000
五六百的键盘 | category:Keyboards; price 500..600
百元耳机 | category:Headphones; price 100..200
两千档手机 | category:Smartphones; price 2000..3000
1w以内的电视 | category:Televisions; price<=10000
几百块的耳机 | category:Headphones
扫地机器人 吸力5000以上 |
一百到两百之间的鼠标 | category:Mice and pointers; price 100..200
2019款的笔记本 | category:Laptops
printer with a page yield of at least 3000 | category:Printers
two phones under 300 each | category:Smartphones; price<=300
a sub-$100 keyboard | category:Keyboards; price<=100
"""
LEVELS = """
headphones that won't break the bank | category:Headphones; level:low
not cheap headphones |
my budget is 200 max, tablet | category:Tablets; price<=200
预算有限，想买个平板 | category:Tablets; level:low
不要便宜货，好一点的耳机 | category:Headphones
Windows 7 Home Premium |
phone with great customer reviews | category:Smartphones; rating>=4
五星好评的耳机 | category:Headphones; rating>=5
三星平板 | brand:Samsung; category:Tablets
有没有货 | stock
有货架吗 |
any Lenovo laptops in stock right now | brand:Lenovo; category:Laptops; stock
"""
AMOUNTS = """
phone with at least a 5000 mAh battery | category:Smartphones; amount:Battery>=5000
camera 10x zoom or better | category:Cameras; amount:Optical zoom>=10
2x usb cable |
5g phone |
laptop ram 16gb ssd 512gb | category:Laptops; amount:RAM=16; amount:Storage=512
8g内存256g存储的手机 | category:Smartphones; amount:RAM=8; amount:Storage=256
手机 8+128 | category:Smartphones; amount:RAM=8; amount:Storage=128
phone with 5G and 8 GB RAM | category:Smartphones; amount:RAM=8
16gb usb stick | amount:Storage=16
128G内存卡 | amount:Storage=128
external ssd 1 tb max 120 | amount:Storage=1000; price<=120
2 in 1 laptop |
laptop bag 15.6 inch |
2m hdmi cable | amount:Cable length=78.7
24 hour delivery |
续航14天以上的智能手表 | category:Smartwatches and trackers; amount:Battery life>=336
前置3200万 后置6400万的手机 | category:Smartphones; amount:Front camera=32; amount:Rear camera=64
电池5000以上的手机 | category:Smartphones; amount:Battery>=5000
laptop that doesn't weigh more than 1.5kg | category:Laptops; amount:Weight<=1500
55 inch tv or bigger | category:Televisions; amount:Display>=55
laptop i7 16gb 1tb ssd black | category:Laptops; amount:RAM=16; amount:Storage=1000; colour:Black
printer cable 3m | amount:Cable length=118
耳机 有线 3.5mm接口 | category:Headphones
绿茶 200克 |
wall mount for 42" tv max 30kg |
phone front camera 32mp under 400 | category:Smartphones; amount:Front camera=32; price<=400
144hz monitor with 27 inches | category:Monitors; amount:Display=27; amount:刷新率=144
8 or 16 gb ram laptop | category:Laptops; amount:RAM 7.99999..16
"""
PURPOSES = """
高端音箱，听古典乐用 | level:high; category:Speakers and audio; purpose:music
laptop for work, gaming and watching movies | category:Laptops; purpose:gaming; purpose:video; purpose:work
headphones for my 10 year old daughter | category:Headphones; purpose:children
birthday present for mum | purpose:elderly; purpose:gift
headphones for gaming pc | category:Headphones
software for windows 10 home | category:Software
case for my kids tablet |
适合拍照的手机 | category:Smartphones; purpose:photography
拍照好的手机 | category:Smartphones
孩子上网课用的平板 | category:Tablets; purpose:children; purpose:study
儿子生日，想送个玩具 | category:Toys and crafts; purpose:children; purpose:gift
送闺蜜的小礼物 | purpose:gift
送货上门吗 |
游戏手柄 |
projector for watching films together | category:Projectors and screens; purpose:video
headset for business calls under 60 | category:Headphones; purpose:work; price<=60
适合gaming的显示器 | category:Monitors; purpose:gaming
work 用的 laptop 4000左右 | category:Laptops; purpose:work; price 3200..4800
"""
NAMES = """
三星S20磨砂手机壳 |
any phone except for Apple and Samsung | category:Smartphones; not brand:Apple; not brand:Samsung
any brand but HP printer | category:Printers; not brand:HP
nothing from Huawei, phone around 200 | category:Smartphones; not brand:Huawei; price 160..240
laptop, no Acer, Asus or HP | category:Laptops; not brand:Acer; not brand:ASUS; not brand:HP
phone around 300, lenovo if possible | category:Smartphones; brand:Lenovo; price 240..360
有没有华为手机 | category:Smartphones; brand:Huawei
三星除外的手机 | category:Smartphones; not brand:Samsung
苹果不考虑，手机两千左右 | category:Smartphones; not brand:Apple; price 1600..2400
lenovo laptop charger |
targus laptop bag | brand:Targus
三星s20钢化膜 |
intel i5 laptop under 500 | category:Laptops; price<=500
gym equipment under 100 | price<=100
a sharp picture on the tv |
color printer under 200 | category:Printers; price<=200
clear sound speaker under 50 | category:Speakers and audio; price<=50
蓝牙键盘 100以内 | category:Keyboards; price<=100
要黑色或白色的鼠标 | category:Mice and pointers; colour:Black/White
sony headphones not in ear | brand:Sony; category:Headphones
noise cancelling headphones |
无线鼠标 |
I'd like a camera under 300 | category:Cameras; price<=300
a pair of headphones under 50 | category:Headphones; price<=50
bag for a 15.6 inch laptop under 50 | price<=50
bag for my hp laptop |
printer for my laptop under 100 | category:Printers; price<=100
my laptop died, need a new one under 600 | category:Laptops; price<=600
my phone broke, need a new case under 20 | price<=20
手机摔坏了，想换个新的，两千左右 | category:Smartphones; price 1600..2400
惠普M136用的硒鼓 |
联想电脑用的电源线 |
红色粉色的手机都不要 | category:Smartphones; not colour:Red; not colour:Pink
苹果手机不要，推荐个平板 | category:Tablets; not brand:Apple
手机不要，推荐个平板 | category:Tablets; not category:Smartphones
pink phones are out of the question, under 300 | category:Smartphones; not colour:Pink; price<=300
笔记本电脑，联想华硕除外 | category:Laptops; not brand:Lenovo; not brand:ASUS
华为，苹果不要，手机2000左右 | category:Smartphones; brand:Huawei; not brand:Apple; price 1600..2400
Is Lenovo better than HP? |
red dead redemption 2 |
my phone is a samsung and I need a charger |
want a new laptop, the old one was an acer, no acer again | category:Laptops; not brand:Acer
my favourite brand is sony, headphones under 100 | category:Headphones; brand:Sony; price<=100
baby monitor under 60 | price<=60
drawing tablet under 80 | price<=80
睡觉隔音耳塞 50以内 | price<=50
我有一台佳能相机，想买个镜头 |
我的华为手机坏了，想换个三星的 | category:Smartphones; brand:Samsung
喜欢索尼但是太贵，有没有便宜的耳机 | category:Headphones; level:low
苹果汁 |
"""
CASES = [
    tuple(map(str.strip, line.split("|")))
    for group in (PRICES, LEVELS, AMOUNTS, PURPOSES, NAMES)
    for line in group.strip().splitlines()
]


@pytest.fixture(scope="module")
def vocabulary(django_db_setup, django_db_blocker):
    with demo_vocabulary(django_db_blocker) as found:
        yield found


@pytest.mark.parametrize(("said", "expected"), CASES, ids=[said for said, _ in CASES])
def test_a_sentence_is_read(vocabulary, settings, said, expected):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "CURRENCY": "CNY", "EXCHANGE_RATES": RATES}
    wanted = {part.strip() for part in expected.split(";") if part.strip()}
    assert compare(wanted, told(read_sentence(vocabulary, said))) == (set(), set())


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("一万二", "12000"),
        ("一千五左右", "1500左右"),
        ("两三千", "2000到3000"),
        ("三到五百", "300到500"),
        ("1万2", "12000"),
        ("五千万像素", "5000万像素"),
        ("千兆路由器", "千兆路由器"),
        ("三星手机", "三星手机"),
        ("几百块", "几百块"),
        ("2-3k", "2000-3000"),
        ("4k tv", "4k tv"),
        ("under $1.5k", "under $1500"),
        ("between one hundred and two hundred", "between 100 and 200"),
        ("twenty to thirty dollars", "20 to 30 dollars"),
        ("one of the best", "one of the best"),
    ],
)
def test_numbers_become_digits(said, digits):
    assert in_digits(said) == digits
