"""How shoppers say that something should be good: words of praise, by the aspect that they praise."""

#: Behind or before any aspect in English.
GOOD = (
    r"good|great|nice|decent|excellent|amazing|awesome|fantastic|superb|outstanding|brilliant"
    r"|impressive|solid|perfect|better|best|top[- ]notch|first[- ]class|high[- ]quality|(?:good"
    r"|great|top|best)[- ]quality"
)
#: What may stand between the praise and the aspect: "a good rear camera".
BETWEEN = (
    r"rear|front|main|selfie|back|built[- ]?in|inbuilt|low[- ]light|night|all[- ]day|big|large"
    r"|stereo|overall|hd|4k|oled|amoled|touch|bright|sharp|clear|loud|fast|really|very"
)
DEGREE = r"really|very|super|extremely|pretty|quite|so|as|especially|particularly|fairly"
TO_BE = r"(?:is|are|should be|must be|has to be|have to be|needs? to be)"
#: Behind "battery".
LASTING = (
    r"(?:lasts?|holds?|keeps) (?:up )?(?:for )?(?:long(?:er)?|well|all day|days"
    r"|an? (?:whole |full |entire |long )?(?:day|time)|the (?:whole |entire )?day)"
)
#: English adjectives of one aspect, before it or behind "is".
ADJECTIVES: dict[str, str] = {
    "battery": r"long(?:er|est)?(?:[- ]lasting)?|big(?:ger)?|large|huge|strong|all[- ]day|powerful",
    "camera": r"sharp|clear|crisp|bright|beautiful|stunning",
    "display": r"sharp(?:er)?|bright(?:er)?|clear(?:er)?|crisp|vivid|beautiful|gorgeous|stunning",
    "sound": r"clear|crisp|rich|deep|loud|powerful|punchy|strong|balanced|warm",
    "performance": r"fast(?:er)?|smooth|strong|powerful|quick",
    "connectivity": r"stable|reliable|strong|fast",
    "software": r"smooth|stable|simple|easy|intuitive|clean",
    "controls": r"comfortable|responsive|precise|quiet",
    "comfort": r"comfortable|comfy|soft|firm",
    "usability": r"easy|simple|quick",
    "material": r"soft|durable|strong|sturdy",
    "quality": r"sturdy|strong",
    "delivery": r"fast|quick|prompt",
    "service": r"friendly|helpful|responsive",
    "noise": r"low|little|minimal",
    "effect": r"strong|powerful",
    "design": r"beautiful|elegant|stylish|modern",
}
#: What may follow the aspect's own word: "camera quality", 续航能力.
TAIL = r"(?:\s(?:quality|performance|capabilit(?:y|ies)|system|experience))?"
TAIL_HAN = r"(?:效果|质量|能力|功能|表现|体验|方面|性能|时间|速度|感)?"

#: Behind any aspect in Chinese; what the sign would begin otherwise is left out: 好几, 好评.
GOOD_HAN = (
    r"好(?![不坏吗么评几多久贵])|棒|强|优秀|出色|不错|给力|牛|赞|一流|过硬|过关|佳|出众|优异|优良"
    r"|上乘|完美|厉害|靠谱|有保障|高(?!于|达|清)"
)
DEGREE_HAN = (
    r"(?:一定要|必须|需要|最好|特别|非常|比较|足够|相当|十分|要求|要|得|都|也|很|超级?|更|最|挺|真|够"
    r"|又|蛮|能|可以|还|的话)"
)
#: Chinese adjectives of one aspect, behind it.
ADJECTIVES_HAN: dict[str, str] = {
    "battery": r"长(?!度)|久|持久|耐用|大(?!于|小)|快",
    "camera": r"清晰|清楚|清|美|漂亮|好看",
    "display": r"清晰|清楚|清|细腻|亮(?!度)|护眼|鲜艳",
    "sound": r"清晰|响亮|响|大(?!于|小)|好听|震撼|纯净|通透",
    "performance": r"快|流畅|强劲|稳定",
    "connectivity": r"稳定|稳|快",
    "software": r"流畅|稳定|简洁",
    "controls": r"舒服|舒适|灵敏|安静",
    "comfort": r"舒服|舒适|柔软|软",
    "usability": r"简单|方便|容易|快",
    "material": r"舒服|柔软|软|扎实|厚实",
    "quality": r"精细|扎实|精致|细致|考究|稳定",
    "durability": r"长(?!度)|久",
    "heat": r"小(?!于)|低(?!于)|少|快|不明显|不严重",
    "noise": r"小(?!于)|低(?!于)|轻|少",
    "smell": r"小|淡|少",
    "size": r"轻(?!于)|小巧|轻薄|轻便|合适|刚好",
    "effect": r"大(?!于|小)|明显",
    "delivery": r"快",
    "packaging": r"精美|严实",
    "features": r"多|全|齐全|强大",
    "fit": r"合适|准",
}
#: Before the aspect: 好音质, 长续航. "最好" before it only says "preferably".
BEFORE_HAN = r"(?:(?<![最不])好|(?<!不)高(?!清)|优质|超好|出色|优秀|超棒)的?"
ADJECTIVES_BEFORE_HAN: dict[str, str] = {
    "battery": r"超?长(?:时间|久|效)?的?|持久的?|强劲?|大",
    "performance": r"强劲?的?",
    "heat": r"强",
    "display": r"清晰的?",
    "sound": r"清晰的?",
}

_HOT = r"(?:too |very |so |that )?(?:hot|warm)"
#: Words that say both what and that it should be good, in English and in Chinese.
PHRASES: dict[str, tuple[str, str]] = {
    "camera": (r"", r"自拍(?:效果|照片)?(?:要|得|很|更)*(?:好看?|清晰|清楚|漂亮|美)(?![不吗])"),
    "noise": (
        r"(?<!be )(?<!so )(?:quiet(?:er|est)?|silent|noiseless|low[- ]noise|noise[- ]free"
        r"|not (?:too |very |so |that )?(?:noisy|loud)|no noise)(?!\s(?:mode|hill|rooms?|places?|office"
        r"|library|nights?|spa|street|environment|hours?|house|car|corner|please)\b)",
        r"安静(?!的?(?:环境|房间|地方|场所|办公室|图书馆|时候))|静音(?!模式|[键室卡舱棉垫贴条仓]|开关)|低噪音?"
        r"|无噪音?|没有?(?:什么)?噪[音声]|不吵人?|噪音不大",
    ),
    "heat": (
        r"(?:(?:does(?:n't| not)|do(?:n't| not)|won't|will not|without|never|not) (?:ever )?"
        rf"(?:(?:get(?:s|ting)?|run(?:s|ning)?|become|becoming) {_HOT}|overheat(?:s|ing)?"
        r"|heat(?:s|ing)? up)|(?:stays?|runs?) cool|no overheating|good cooling)",
        r"不(?:怎么|太|会|容易|易|要)?(?:发热|发烫|过热|烫手?)|低发热",
    ),
    "comfort": (
        r"(?:comfortable|comfy)(?!\s(?:with|spending|paying|to (?:spend|pay))\b)",
        r"舒适(?!度|区|型)|舒服",
    ),
    "usability": (
        r"(?:eas(?:y|ier)|simple)[- ]to[- ](?:use|set ?up|install|operate|handle|assemble"
        r"|understand|learn)|user[- ]friendly|intuitive",
        r"(?:简单)?易用|容易上手|易上手|好上手|操作简便|好操作|傻瓜式"
        r"|好用(?=$|[^\u4e00-\u9fff]|[的又且些点]|一点|不贵|实惠|耐用)",
    ),
    "battery": (
        r"(?:lasts?|lasting|goes) (?:me )?(?:for )?(?:all day|an? (?:whole |full |entire )?day"
        r"|the (?:whole|entire|full) day|(?:several|many|two|three|a few) days)",
        r"(?:不用|不必)(?:老是|总是|经常|天天)充电",
    ),
    "quality": (
        r"well[- ](?:made|built|constructed|crafted)|sturdy|solidly built",
        r"(?:结实|扎实)(?!的?肌)",
    ),
    "durability": (
        r"durable|built to last|hard[- ]wearing|long[- ]wearing"
        r"|reliable(?!\s(?:brand|shop|seller|company|delivery|store))",
        r"经久耐用|耐用|耐摔|耐磨",
    ),
    "performance": (
        r"lag[- ]free|no lag|(?:does(?:n't| not)|won't|without|never) lag(?:ging|s)?|snappy",
        r"不卡(?![纸槽片])[顿机]?|(?:运行)?流畅",
    ),
    "design": (
        r"(?:good|nice|great)[- ]looking|stylish|elegant|sleek",
        r"高?颜值(?=的|$)|(?:好看|漂亮)(?!的?(?:书|小说|电影|电视剧|剧|视频))",
    ),
    "size": (r"lightweight", r"轻便"),
    "fit": (r"fits? (?:well|perfectly|nicely)|true to size|well[- ]fitting", r"合身"),
    "sound": (
        r"(?<!that )(?<!this )(?<!it )sounds? (?:good|great|amazing|excellent|nice|clear)(?=\s(?:and"
        r"|for|in|under|with)\b|$|[.,])",
        r"",
    ),
    "taste": (r"tasty|delicious", r"好吃|好喝|美味"),
    "smell": (r"smells? (?:good|great|nice)|nice[- ]smelling", r"好闻|没有?异味|无异味"),
}
