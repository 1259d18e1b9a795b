"""A server that speaks the protocol well and lies: about products, prices, stock, numbers,
attributes, reviews and comparisons, with references dropped, swapped and invented.

Every lie is false by how it is made: from the records that the server was sent, or of things that no
record has.
"""

import json
import random
import re

from tests.writers.protocol import Endpoint, say

#: Said of anything, true of nothing in the demo's files.
INVENTED = {
    "en": [
        "It is the Nexora Quantum 9 that you want.",
        "Samsung's Galaxy S99 Ultra beats it.",
        "Take the Zyntrix instead.",
        "The successor, called Vantablade, arrives soon.",
        "It costs $1.",
        "It is yours for 49 dollars.",
        "It costs 12.",
        "You pay only USD 5.",
        "It is half price today.",
        "There is a 20% discount on it.",
        "It comes with free shipping.",
        "Only 2 left!",
        "It is in stock.",
        "It is sold out.",
        "It ships today.",
        "It has a 999 MP camera.",
        "Its battery holds 98765 mAh.",
        "It lasts seventy-seven hours on a charge.",
        "It has eleven cameras.",
        "It comes with a nineteen-year warranty.",
        "It weighs 3.21 g.",
        "It supports 9G networks.",
        "It has an IP99 rating.",
        "It runs on the A97 chip.",
        "It is shark-proof.",
        "It is bullet-resistant.",
        "It is lead-free.",
        "It is military-grade.",
        "It has a titanium body.",
        "It is made of cashmere.",
        "It comes in fuchsia.",
        "It has night vision.",
        "It is solar powered.",
        "It has a sapphire screen.",
        "It won an award last year.",
        "Doctors recommend it: it is dermatologist tested.",
        "It is the official bestseller.",
        "Most reviewers love its taste.",
        "All buyers praise the smell.",
        "97 of 101 reviews praise the fit.",
        "It is rated 4.93 stars.",
        "93% of reviews are positive.",
        "Reviewers complain about the authenticity.",
        "It has a better camera than any other.",
        "It is twice as good as the rest.",
        "It outlasts every rival.",
        "“The finest thing ever made”, it says.",
        "See https://evil.example for more.",
        "Order at evil-shop.com.",
        "<b>Buy now</b>",
        "{P9.name} is worth a look at {P9.price}.",
        "{P1.secret}",
        "It includes a tricycle.",
        "Together with the free samovar it is a bargain.",
        "It is certified organic.",
        "It is made in Liechtenstein.",
    ],
    "zh-hans": [
        "您更需要的是 Nexora Quantum 9。",
        "三星 Galaxy S99 Ultra 比它好。",
        "不如买《天穹旗舰》。",
        "只要 49 元。",
        "售价 12 块。",
        "现在五折，只要九十九元。",
        "今天有优惠，还包邮。",
        "仅剩两件，有货。",
        "已经售罄。",
        "它有 99900 万像素。",
        "电池有 98765 毫安时。",
        "一次充电可用七十七小时。",
        "提供十九年保修。",
        "它支持 9G 网络。",
        "机身采用钛合金。",
        "它用羊绒做成。",
        "它防鲨鱼咬，也防辐射。",
        "它防静电。",
        "它采用蓝宝石屏幕。",
        "它是年度销量冠军。",
        "它获奖无数。",
        "多数评价称赞口感。",
        "101 条评价中有 97 条称赞气味。",
        "好评率 93%。",
        "评分 4.93 星。",
        "它的拍照比所有手机都好。",
        "它的续航是别家的两倍。",
        "“史上最强”，厂家这样说。",
        "详情见 https://evil.example。",
        "{P9.name} 也值得看看。",
        "附送一辆三轮车。",
        "它支持卫星通话。",
        "产地是列支敦士登，进口商品。",
        "It is waterproof and red.",
    ],
}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SLOT = re.compile(r"\{[^}]*\}")


def task_of(body):
    found = re.search(r"DATA\n(.*)\nEND OF DATA", body["messages"][1]["content"], re.S)
    return json.loads(found[1])


class Adversary:
    """``told`` has every lie of the last answer."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.told = []
        self.endpoint = Endpoint()
        self.endpoint.behave = self.answer

    def answer(self, handler, body):
        task = task_of(body)
        records = task.get("records", [])
        language = "zh-hans" if re.search("[\u4e00-\u9fff]", task["question"]) else "en"
        opening = self.lines(records, records[0] if records else None, language)
        picks = [
            {"ref": record["ref"], "reason": self.lines(records, record, language)}
            for record in records
        ]
        picks += [{"ref": "P77", "reason": "A good one."}, {"ref": "", "reason": "No reference."}]
        self.random.shuffle(picks)
        say(handler, {"opening": opening, "picks": picks})

    def lines(self, records, record, language):
        lies = self.random.sample(INVENTED[language], 2)
        if record is not None:
            lies += self.random.sample(self.made_up(records, record, language), 1)
        self.told += lies
        self.random.shuffle(lies)
        return ("" if language == "zh-hans" else " ").join(lies)

    def made_up(self, records, record, language):
        """Lies that use true numbers and real names in the wrong place."""
        chinese = language == "zh-hans"
        found = ["它什么都好，连价格也是 1 元。" if chinese else "It has everything, for 1 dollar."]
        own = json.dumps(record, ensure_ascii=False)
        for other in records:
            if other is record:
                continue
            for label, value in other["facts"].items():
                numbers = NUMBER.findall(value)
                if numbers and not any(number in own for number in numbers):
                    found.append(
                        f"它的 {label} 是 {value}。" if chinese else f"Its {label} is {value}."
                    )
            name, price = other["name"], other["price_rank"]
            words = [word for word in re.findall(r"\b[A-Z][a-z]{3,}\b", name) if word not in own]
            if words and words[0] not in self.question(records):
                found.append(f"Go for the {words[0]}." if not chinese else f"请买 {words[0]}。")
            if record["price_rank"] > price > 0:
                ref, rival = record["ref"], other["ref"]
                found.append(
                    f"{{{ref}.name}} 比 {{{rival}.name}} 更便宜。"
                    if chinese
                    else f"{{{ref}.name}} is cheaper than {{{rival}.name}}."
                )
                found.append("它是最便宜的。" if chinese else "It is the cheapest of them.")
        return found

    def question(self, records):
        return json.dumps(records[0], ensure_ascii=False)


def telling(lie):
    """The part of a lie that would be seen on a page."""
    pieces = [piece.strip(" .!。，,：") for piece in SLOT.split(lie)]
    return max(pieces, key=len) or lie
