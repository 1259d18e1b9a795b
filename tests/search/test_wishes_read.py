"""What should be good about a thing, as sentences say it, and what only looks like it."""

import pytest

from shopguide.catalogue.guide import Aspect
from shopguide.catalogue.registry import registry
from shopguide.models import FactValue
from shopguide.search.sentence import read_sentence
from shopguide.search.vocabulary import Vocabulary

from .test_sentences import FILES, sentences
from .understood import demo_vocabulary

pytestmark = pytest.mark.django_db

WISHED = """
I'm looking for a budget smartphone with a good camera. | camera: good camera
phone with decent rear camera | camera: decent rear camera
phone whose camera is good | camera: camera is good
phone for my son with a good camera | camera: good camera
best camera phone under 300 | camera: best camera
phone with great battery life | battery: great battery life
laptop with long battery life | battery: long battery life
long battery life laptop | battery: long battery life
phone with a battery that lasts all day | battery: battery that lasts all day
laptop with a good screen | display: good screen
tv with good picture quality | display: good picture quality
phone with good picture quality | camera: good picture quality
laptop with a nice keyboard | controls: nice keyboard
a camera with a good lens | camera: good lens
clear sound speaker under 50 | sound: clear sound
headphones where the sound quality is excellent | sound: sound quality is excellent
quiet keyboard | noise: quiet
keyboard that is not too loud | noise: not too loud
comfortable headphones | comfort: comfortable
printer that is easy to use | usability: easy to use
laptop that doesn't get hot | heat: doesn't get hot
sturdy laptop bag | quality: sturdy
good quality laptop under 500 | quality: good quality
phone with good camera and battery life | camera: good camera; battery: battery life
phone with a good camera, battery and screen | camera: good camera; battery: battery; display: screen
laptop that is quiet and does not get hot | noise: quiet; heat: does not get hot
not a good camera but a good battery, phone | battery: good battery
拍照好的手机 | camera: 拍照好
手机拍照一定要清楚，电池耐用，别太贵 | camera: 拍照一定要清楚; battery: 电池耐用
自拍好看的手机 | camera: 自拍好看
拍照和续航都好的手机 | camera: 拍照和续航都好; battery: 续航都好
续航长的笔记本 | battery: 续航长
续航久的手机 | battery: 续航久
长续航手机 | battery: 长续航
最好续航长一点的手机 | battery: 续航长
音质好的耳机 | sound: 音质好
好音质耳机 | sound: 好音质
屏幕清晰的平板 | display: 屏幕清晰
做工好的键盘 | quality: 做工好
质量好的鼠标 | quality: 质量好
不发热的笔记本 | heat: 不发热
性能好散热好的游戏本 | performance: 性能好; heat: 散热好
特别安静的鼠标 | noise: 安静
有没有静音的鼠标 | noise: 静音
没有噪音的风扇 | noise: 没有噪音
耳机要舒服 | comfort: 舒服
好用的打印机 | usability: 好用
"""
#: What names the thing itself or something else, is refused, is had already, or is no praise.
NOT_WISHED = """
good camera
good camera under 300
which camera is good for a beginner?
a good camera bag
camera bag
good headphones
great speaker
good screen protector
a good case for my phone
good games for switch
好相机
好屏幕保护膜
smartphone without a good camera
I don't need a good camera, just a phone under 200
a phone, no good camera needed
phone, a good camera is not important: good camera not needed
my phone has a good camera, I need a case
good value phone
the best price for a good phone
phone with good reviews
smartphone with a camera
headphones with noise cancelling
a quiet place to work, headphones
i'm comfortable spending 300 on a phone
be quiet pure base 500
phone with more than 4000 mAh battery
不要拍照好的手机
拍照不需要太好的手机
拍照好不好无所谓，手机
拍照好吗
不安静的键盘
不好用
好评的耳机
电池容量大
"""
WISHES = [tuple(map(str.strip, line.split("|"))) for line in WISHED.strip().splitlines()]
#: Of the sentences that others wrote, those with a wish, and no more.
BY_OTHERS = """
I'm looking for a budget smartphone with a good camera. | camera
想买一部便宜、拍照好的手机 | camera
拍照好的手机，小于6寸 | camera
My budget is 250 for a phone, big battery if possible | battery
left handed mouse with a quiet click | noise
I realy want a mechanical keyboard with nice sound but dont want to spend more than 90 | sound
给我妈买个手机，字大声音大的，1500以内 | sound
我今年68了，眼神不好，请问有没有好用的放大镜 | usability
想要个白色耳机，直播间出镜好看点，300块左右 | design
前置3200万像素以上的手机，自拍好看的，有木有 | camera
１００元以内的鼠标，要静音的 | noise
过年想送礼，茶叶，包装好看点，500~800 | packaging
200以上500以下的键盘，宿舍里敲不吵人的 | noise
flagship smartphone with a great screen, no samsung | display
I'm after a lightweight notebook thats good for work and travel, ideally around $900, lenovo if possible | size
Plese recomend a quiet keyboard for work | noise
给我妈买个手机，字大声音大，一千块左右 | sound
前摄3200万像素，自拍好看的手机 | camera
想要一个for travel的camera，轻便一点 | size
80美元以下的鼠标，安静一点 | noise
千元机里拍照最好的手机是哪款 | camera
My earphones keep breaking!! I need a durable pair with good reviews, twenty dollars at most | durability
你好，帮我看看有没有三千以内的手机，续航久一点，我妈用 | battery
预算2000 求个拍照清楚的手机 | camera
便宜好用的无线鼠标 最好静音 | usability, noise
老年人用的手机 字大声音大 | sound
键盘要安静的，办公用 | noise
去云南旅游用的双肩包，结实点，不超过两百 | quality
邦我推存个好用的吹风机吧，我头发多 | usability
"""  # noqa: E501


def aspects(reading):
    return [(each.name, each.said) for each in reading.constraints if each.kind == "aspect"]


@pytest.fixture(scope="module")
def vocabulary(django_db_setup, django_db_blocker):
    with demo_vocabulary(django_db_blocker) as found:
        yield found


@pytest.mark.parametrize(("said", "expected"), WISHES, ids=[said for said, _ in WISHES])
def test_a_wish_is_read(vocabulary, said, expected):
    wanted = [tuple(part.strip().split(": ")) for part in expected.split(";")]
    assert aspects(read_sentence(vocabulary, said)) == wanted


@pytest.mark.parametrize("said", NOT_WISHED.strip().splitlines())
def test_what_only_looks_like_one_is_not(vocabulary, said):
    assert aspects(read_sentence(vocabulary, said)) == []


def test_sentences_of_others_have_these_wishes_and_no_more(vocabulary):
    expected = dict(line.split(" | ") for line in BY_OTHERS.strip().splitlines())
    every = [said for name in FILES for said, _ in sentences(name)]
    found = {said: aspects(read_sentence(vocabulary, said)) for said in every}
    told = {said: ", ".join(n for n, _ in wishes) for said, wishes in found.items() if wishes}
    assert told == expected


def test_a_wish_limits_nothing_and_stays_in_the_words(vocabulary):
    reading = read_sentence(vocabulary, "拍照好的手机")
    wish = reading.one("aspect")
    assert (wish.hard, wish.key) == (False, "aspect:camera")
    phones = FactValue.objects.filter(path="category__name", text="Smartphones")
    assert set(wish.values) >= set(phones.values_list("pk", flat=True))
    assert reading.rest == "拍照好的手机"
    assert "camera" in read_sentence(vocabulary, "smartphone with a good camera").rest


def test_many_wishes_of_one_sentence_are_no_more_than_three(vocabulary):
    said = "quiet, sturdy, comfortable, stylish laptop with a good screen and good sound"
    assert len(aspects(read_sentence(vocabulary, said))) == 3


def test_a_guides_own_aspect_is_wished_for_too(vocabulary, monkeypatch):
    own = Aspect("hinge", "hinge", ["hinge", "转轴"])
    guide = registry.get("products")
    monkeypatch.setattr(type(guide), "aspects", [own])
    fresh = Vocabulary(guide)
    assert aspects(read_sentence(fresh, "laptop with a solid hinge")) == [("hinge", "solid hinge")]
    assert aspects(read_sentence(fresh, "转轴好的笔记本")) == [("hinge", "转轴好")]


def test_a_guide_without_reviews_has_no_wishes(vocabulary, monkeypatch):
    monkeypatch.setattr(type(vocabulary.guide), "reviews", None)
    assert aspects(read_sentence(vocabulary, "smartphone with a good camera")) == []
