"""Patterns of what people ask, in English and Chinese, over folded text."""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


GREETING = _any(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear \w+|excuse me)\b(?: there| all)?",
    r"^(?:您好|你好|哈喽|嗨|早上好|下午好|晚上好|亲|在吗|在不在|请问一下|请问)[呀啊哦]?",
)

SMALL_TALK = _any(
    r"(?:(?:many )?thanks?(?: you)?(?: so much| very much| a lot)?|ty|thx|cheers|ok(?:ay)?|great|cool|bye(?:"
    r"[ -]bye)?|good ?bye|see you(?: later)?|have a (?:nice|good|great) (?:day|one|evening)|nice|perfect|got it)"
    r"(?:[ ,.!]*(?:thanks?(?: you)?|bye|that helps|for your help|for the help|very helpful))*",
    r"(?:and )?how are you(?: doing)?(?: today)?|how'?s it going|what'?s up|nice to meet you",
    r"(?:who|what) are you|are you (?:a |an )?(?:bot|robot|human|real(?: person)?|ai|person|machine)",
    r"what'?s your name|what can you (?:do|help(?: me)? with)(?: for me)?|can you help(?: me)?|help",
    r"(?:非常|太|十分)?(?:感谢|谢谢|多谢|谢)(?:了|您|你|啦|哈|帮助|您的帮助)*|好的?(?:吧|呀|哒)?(?:[，, ]*谢谢(?:您|你)?)?",
    r"再见|拜拜|回头见|晚安|嗯+|哦+|明白了?|知道了|收到|辛苦了|不错|太好了|ok",
    r"(?:您|你)(?:是谁|是机器人吗|是真人吗|是人工吗|是ai吗|叫什么(?:名字)?|能做什么|会什么|能帮我什么|会做什么)",
    r"(?:您|你)?(?:最近)?(?:好吗|怎么样|吃了吗)|有人吗|在吗|(?:is )?any(?:one|body) (?:there|here)|能帮(?:我|个忙)吗|帮帮我",
)

#: Said to the guide, not to the shop. Also looked for in reviews, products and policies.
INSTRUCTION = _any(
    r"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,40}\b(?:instructions?|rules?|prompts?"
    r"|guidelines?|directions?|context|policy|policies|everything|checks?|sources?|filters?)\b",
    r"\b(?:system|developer|hidden|initial|secret)\s+(?:prompt|message|instructions?|mode|password)",
    r"\byou (?:are|must|will|should|shall) (?:now|always|only|never|instead|act|pretend|reply|answer"
    r"|say|respond|recommend|tell)\b",
    r"\b(?:act|behave|respond|speak|talk) (?:as|like) (?:a|an|if|the)\b|\bpretend (?:to|that|you)\b",
    r"\bfrom now on\b|\bjailbreak|\bdan mode\b|\brole-?play\b",
    r"\brepeat (?:the|everything|all)(?: \w+)? (?:above|before)|\b(?:reveal|print|show|repeat|output|leak|tell me|give me|what is|what are) (?:me )?(?:your|the"
    r"|all) (?:system |hidden |secret |initial |internal )*(?:prompts?|instructions?|rules|passwords?"
    r"|api keys?|keys|config\w*|database|customers?'? (?:data|e-?mails?|list))",
    r"\b(?:assistant|chatbot|language model|llm|ai|the guide|gpt)\b ?[:,]? ?(?:must|should|please|always|do|reply"
    r"|say|answer|tell|recommend)\b",
    r"\b(?:do not|don'?t|never) (?:cite|mention|tell|reveal|show|follow|check)\b.{0,40}\b(?:sources?|instructions?"
    r"|shopper|customer|user|rules?|anyone)\b",
    r"<\|?(?:im_start|im_end|system|user|assistant)|\[/?inst\]|###? ?(?:system|instruction|response)",
    r"\b(?:drop|delete|truncate) (?:table|from|database)\b|\bselect .{1,40} from \w+|<script",
    r"\b(?:say|reply|respond|answer|write|output)(?: only)? (?:exactly|with|in|nothing but|the words?)\b.{0,60}"
    r"(?:\"|'|“|:|free|approved|100%)",
    r"(?:忽略|无视|忘记|忘掉|不要理会|不用管|跳过|绕过|抛开).{0,20}(?:指令|指示|规则|提示|要求|设定|内容|限制|政策|检查|来源)",
    r"系统(?:提示|指令|消息|密码)|提示词|越狱|开发者模式|隐藏(?:指令|提示)",
    r"(?:你|您)(?:现在|从现在起|必须|应该|要|只能|将)(?:是|扮演|假装|回答|回复|说|推荐|告诉|作为|当)|从现在(?:开始|起)",
    r"扮演|假装(?:你|您|成|是)|(?:请|务必)?(?:直接|只|仅)(?:回答|回复|输出|说)(?:[“\"「:：]|一个)",
    r"(?:显示|输出|告诉我|泄露|打印|给我|说出|列出).{0,8}(?:你的|您的|系统|内部|所有|全部)(?:的)?(?:提示|指令|规则|密码|密钥|客户|用户|数据库|设定)",
    r"(?:助手|机器人|模型|人工智能|导购|客服|ai|大模型)(?:请|必须|应当|应该|务必|一律|都要|要)(?:说|回答|回复|推荐|告诉|忽略|只|不)",
    r"(?:不要|不得|禁止)(?:告诉|提及|引用|显示|透露)(?:顾客|用户|客户|来源|任何人|规则|指令)",
)

COMPLAINT = _any(
    r"\bi (?:want|would like|need|wish|have) to (?:make a |file a |lodge a )?(?:complain|complaint)|\bmy complaint\b"
    r"|\b(?:file|lodge|make) a complaint\b",
    r"\b(?:i'?m|i am|we are|we'?re) (?:very |so |really |extremely |quite |absolutely )*(?:angry|furious|disappointed"
    r"|unhappy|upset|annoyed|fed up|dissatisfied|disgusted|frustrated)",
    r"\b(?:this is|that'?s|it'?s) (?:absolutely |totally |completely |simply |just )*(?:unacceptable|outrageous"
    r"|ridiculous|a (?:scam|disgrace|joke|rip-?off))|\b(?:terrible|awful|horrible|worst|appalling|rude) (?:customer )?"
    r"(?:service|experience|shop|store|support|staff)",
    r"\b(?:my|the) (?:[\w-]+ ){1,4}(?:i (?:bought|ordered|got) (?:from you |here )?)?(?:is|was|has|arrived|came|got|just|keeps?|stopped|broke|died)\b.{0,24}(?:broken|broke|damaged"
    r"|defective|faulty|dead|cracked|smashed|wrong|ruined|scratched|missing|stopped working|not working|died)",
    r"\b(?:you|they) (?:sent|shipped|delivered|gave) me (?:the |a )?(?:wrong|broken|damaged|fake|used|different)",
    r"\bbroke (?:down )?(?:after|within)\b|\b(?:it|which|that) (?:arrived|came) (?:broken|damaged|cracked|late and)|\b(?:nobody|no one) (?:answers|replies"
    r"|responds|answered|replied|has (?:answered|replied))|\bi (?:feel|was|have been|got) (?:cheated|overcharged|lied to|scammed|charged twice|ripped off)|\bwhat a (?:joke|disgrace|scam|mess)\b|\b(?:nobody|no one)"
    r" (?:apologi[sz]ed|cares|helps|helped|picks up)",
    r"\bi (?:received|got|was sent) (?:a |an |the )?(?:wrong|broken|damaged|defective|faulty|fake|used)",
    r"投诉|差评|太差(?:了|劲)?|垃圾(?:店|产品|服务|东西)|骗子|欺骗|坑人|气死|忽悠|无良|要个说法|太过分|太离谱|离谱了|太?气人|受够了|很生气|非常生气",
    r"(?:非常|很|太|十分|极其|真(?:是)?)(?:失望|不满|气愤|恼火)|态度(?:恶劣|差|很差|太差|不好)|没人(?:回|理|管|处理|接)|(?:根本|从来|完全)?不(?:理人|回复|回消息|处理|负责|解决)|(?:买|用)了?.{0,6}(?:天|周|月|次)就(?:坏|断|裂|掉|不能)",
    r"(?:收到|寄来|发来|到手|拿到|买的|买来).{0,14}(?:坏的|坏了|破了|碎了|裂了|是假|假货|发错|错的|少了|漏发|用过|不对|划痕|损坏的|破损的)(?!.{0,10}(?:怎么|如何|吗))",
    r"(?:你们|您们|商家)(?:发|寄|送)错|(?:多扣|重复扣|乱扣)(?:了)?(?:我)?(?:的)?(?:钱|款|费)",
)

_ITEMS = (
    r"(?:orders?|packages?|parcels?|deliver(?:y|ies)|purchases?|shipments?|items?|stuff|things?)"
)
ORDER = _any(
    rf"(?<!pick up )(?<!collect )\b(?:my|our) (?:\w+ ){{0,2}}{_ITEMS}\b(?! policy)",
    rf"\bwhere(?:'s| is| are) (?:my|our) \w+|\b(?:track|tracking)\b.{{0,20}}(?:{_ITEMS}|number|it)\b|\border (?:status"
    r"|history|number)\b|\bstatus of (?:my|the|an) order|\border (?:no\.?|number|#)? ?#?\d+",
    r"\b(?:what|which|when) (?:\w+ ){0,2}(?:did|have) i (?:last |ever |already )?(?:order|buy|bought|ordered|purchase"
    r"|purchased)|\bhave i (?:ordered|bought|paid)|\bdid i (?:order|buy|pay)\b",
    r"\bthe (?:\w+ ){1,4}i (?:ordered|bought|purchased)\b|\bi (?:ordered|bought|purchased) .{1,60}\b(?:when|where"
    r"|arrive|shipped|status|yet)\b|\b(?:has|did|will|when)\b.{0,20}\b(?:my|our)\b.{0,40}\b(?:ship|shipped|arrive|arrived"
    r"|delivered|come)\b|\b(?:cancel|change) my (?!mind)",
    r"我(?:的|这个|那个|上次|昨天|上周|之前)?(?:的)?(?:订单|快递|包裹|物流|单子|运单|货)|(?:订单|运单|单号) ?(?:号)?(?:是)? ?[#№]?\d+",
    r"(?:查|看|跟踪|追踪|查询|查看|查一下).{0,6}(?:订单|快递|物流|包裹)|(?:订单|物流|快递|包裹)(?:状态|进度|信息|记录|到哪|在哪|怎么还)",
    r"我.{0,4}下的?单|我(?:上次|之前|昨天|前天|上周|最近|上个月)?(?:都)?(?:买|订|下单)(?:过|了|的).{0,20}(?:什么|哪些|到|发|哪|没|吗|时候)",
    r"(?:我的|买的|订的).{0,12}(?:发货了|到哪了?|什么时候(?:能)?到|到了吗|寄出|还没到|还没收到|还没发)|我下单了",
)

#: What a shop has no word in.
ELSEWHERE = _any(
    r"\b(?:president|prime minister|elections?|politic\w*|government|parliament|democrat\w*|republican\w*|trump|biden"
    r"|putin|communis\w*|wars? (?:in|with|between)|religion|abortion|taiwan|ukraine|gaza|israel)\b",
    r"\b(?:write|debug|fix|explain|generate|give me)\b.{0,30}\b(?:code|python|javascript|java|sql|script|function|program"
    r"|regex|essay|poem|song|story|joke|haiku|novel|homework|email to my boss)\b|\btell me a (?:joke|story)",
    r"\b(?:diagnos\w*|symptoms?|medicine for|medication|prescri\w+|dosage|headache|fever|cure|cancer|diabetes"
    r"|antibiotics?|pregnan\w+|chest pain|doctor|ibuprofen|aspirin)\b",
    r"\b(?:legal advice|sue|lawsuit|lawyer|stock market|stock tips|invest\w*|bitcoin|crypto\w*|horoscope|lottery|bet on)\b",
    r"\b(?:weather|maths?|homework|capital (?:city )?of|who (?:won|invented|wrote|painted)|meaning of life|solve|integral|derivative"
    r"|square root|translate|what year|football|world cup|recipe for|how (?:do i|to) cook|population of|tallest"
    r"|how far is|world record)\b|\bwhat is \d+ ?[-+*/x×] ?\d+",
    r"\b(?:bombs?|weapons?|hack (?:into|a|my)|drugs?|suicid\w*|kill (?:my|some)|poison|explosives?|steal)\b",
    r"下雨吗|会下雪|气温|看待.{1,10}(?:关系|局势|问题)|国际关系|总统|总理|主席|选举|政治|政府|共产党|台独|战争|宗教|特朗普|拜登|两岸|议会",
    r"(?:写|编|改|调试|生成|解释).{0,12}(?:代码|程序|脚本|函数|作文|诗|歌词|小说|故事|论文|作业|文案|邮件给)|讲个?(?:笑话|故事)|python|javascript",
    r"头疼|头痛|发烧|感冒|症状|吃什么药|用什么药|治疗|处方|癌症|糖尿病|怀孕|抗生素|胸口疼|看病|剂量|失眠怎么办",
    r"打官司|起诉|律师|炒股|股票|基金|理财|比特币|虚拟币|彩票|算命|星座|运势",
    r"天气|首都|谁发明|谁写的|谁赢了|方程|开方|微积分|翻译(?:一下|成|这)|世界杯|足球|怎么做菜|菜谱|红烧肉|人生的意义|人口有多少|\d+ ?[-+*/x×加减乘除] ?\d+ ?(?:等于|是多少)",
    r"炸弹|武器|毒品|自杀|黑进|破解密码|偷(?:东西|窃)|杀人",
)

COMPARISON = _any(
    r"\bcompar\w+|\bdifferen(?:ce|ces|t) (?:between|from)|\bhow (?:do|does|are|is) .{1,60} (?:differ|different|compare)",
    r"\bvs\b|\bversus\b|\bwhich (?:one )?(?:of (?:them|these|those|the two) )?(?:is|has|would be|should i|do you|are|lasts"
    r"|weighs|costs|takes|looks)\b.{0,40}\b(?:better|best|cheaper|lighter|bigger|larger|faster|longer|heavier|more|buy"
    r"|choose|pick|or|smaller|newer|stronger|less)\b",
    r"\bwhich (?:one )?(?:has|is|lasts|weighs|costs)\b.{0,40}\b(?:more|longer|less|better|bigger|lighter|cheaper)\b",
    r"\b(?:better|cheaper|lighter|faster|bigger|newer|heavier|worth more) than\b|\b(?:is|are) .{1,60} or .{1,60}"
    r"\b(?:better|cheaper|lighter|faster)|\bshould i (?:buy|get|take|choose) .{1,60} or ",
    r"\b(?:the )?(?:pros and cons|differences?) (?:of|between) (?:both|the two|them|these)|\bdifference\?*$|\b(?:sets?|apart from)\b.{1,60}\bapart\b|\bapart from the\b|\b(?:the )?first or (?:the )?(?:second|third)\b",
    r"对比|比较(?:一下|下)|比一比|比较.{1,30}(?:和|与|跟)|(?:和|与|跟|同|、).{1,30}(?:区别|差别|不同|哪个|哪款|哪一个|哪一款|相比|比较|比起来|谁)",
    r"区别|差别|有(?:什么|啥|何)不同|(?:差|强|好)在哪|(?:和|与|跟).{1,30}比(?:怎么样|如何|呢|起来)?|前者.{0,6}后者|哪(?:个|款|一个|一款|部|台|双).{0,8}?(?:更|比较|最|好|值|便宜|划算|轻|大|耐用)|谁更|选哪(?:个|款|一个)",
    r".{2,30}(?:还是).{2,30}(?:好|更|便宜|轻|大|耐用|划算|值)|(?:vs|pk)",
)

#: Nothing has happened yet.
SUPPOSED = _any(r"^(?:and )?what (?:if|happens (?:if|when))\b", r"^(?:如果|要是|万一|假如)")

#: A question on how a shop does things.
POLICY = _any(
    r"\b(?:returns?|returned|returning|refunds?|refunded|exchanges?|exchanged|money back|restocking|send \w+ back"
    r"|change my mind|cooling[- ]off)\b",
    r"\b(?:shipping|shipped? (?:to|abroad|overseas|internationally)|ship to|deliver(?:y|ed|ies|s)?|postage|couriers?"
    r"|customs|express|collect(?:ed)? in store|pick[- ]?(?:up|\w+ up)|pick up)\b",
    r"\b(?:warrant(?:y|ies)|guarantees?|guaranteed|repairs?|repaired|fix(?:ed|ing)? (?:it|my|a)|spare parts?|service"
    r" cent(?:er|re)s?)\b",
    r"\b(?:pay(?:ment|ments|ing)?|pay (?:by|with|in|on)|paypal|credit cards?|visa|mastercard|apple pay|alipay|wechat|installments?"
    r"|instalments?|invoices?|receipts?|vat|tax(?:es)?|gift cards?|vouchers?|coupons?|promo codes?)\b",
    r"\bprice[- ]?(?:match\w*|protection|adjustments?|guarantee)|\bcheaper elsewhere|\bprice (?:drops?|dropped|falls|fell)",
    r"\bcancel\w*|\bchange (?:an|the) order|\bdamaged (?:goods|items?|parcels?|in transit)|\barrives? (?:damaged|broken)"
    r"|\bif (?:it|something|(?:an|my|the) (?:item|parcel|package|order|phone|product)) (?:is|arrives|comes) (?:broken|damaged|faulty|defective)",
    r"\b(?:lithium|batter(?:y|ies)) (?:by air|on (?:a )?planes?|on (?:a )?flights?|air|in (?:carry-on|luggage))|\bby air\b|\bair freight\b"
    r"|\b(?:take|bring|carry)\b.{0,24}\bon (?:a|the|my) (?:plane|flight)",
    r"\b(?:privacy|personal data|my data|gdpr|cookies?|delete my account|data protection)\b",
    r"\bgift[- ]?wrap\w*|\bwrap(?:ped)? (?:it|this|them|\w+)?\b.{0,12}\b(?:present|gift)|\bgift (?:message|note|receipt|packaging)|\bwrapped as a gift",
    r"\b(?:opening|store|business|shop|working) hours\b|\b(?:are|when are|when do) you (?:open|close)\w*|\bopen (?:on|today|at)\b"
    r"|\byour address\b|\bwhere (?:is|are) (?:your|the) (?:shop|store)s?\b|\bdo you have a (?:shop|store|showroom)\b",
    r"\b(?:students?|teachers?|military|seniors?|bulk|employees?)'?s?\b.{0,16}\bdiscounts?|\bdiscounts? for\b|\bdo you (?:offer|have|give) "
    r"(?:any )?(?:discounts?|loyalty)|\bloyalty\b|\bwholesale\b|\b(?:contact|talk to|speak to|speak with|reach) (?:a |an |you|your |the |some)"
    r"(?:human|person|agent|support|customer|someone|team)?|\bcustomer (?:service|support)\b|\bphone number\b"
    r"|\b(?:recycl\w+|trade[- ]?in|old devices?|second[- ]?hand|refurbished policy)\b|\b(?:your|the) (?:[\w-]+ )?polic(?:y|ies)\b",
    r"退货|退款|退换|换货|退回|退掉|能退|可以退|怎么退|无理由|退吗|想退",
    r"运费|邮费|包邮|配送|发货|送货|几天(?:能)?到|多久(?:能)?到|多久发|快递费|哪家快递|什么快递|海外|境外|国外|自提|寄到|送到",
    r"保修|质保|三包|维修|修理|返修|坏了(?:怎么办|能修|可以修|找谁|能换)|售后",
    r"付款|支付|分期|花呗|微信付|支付宝|信用卡|货到付款|发票|开票|税号|优惠券|礼品卡|代金券|满减",
    r"价保|保价|价格保护|降价(?:了)?(?:怎么办|补|退|能)|买贵|补差价|别家更便宜|比价",
    r"取消(?:订单)?|改地址|修改(?:订单|地址)|破损|(?:收到|收货|到货).{0,8}(?:坏|破|错).{0,4}(?:怎么|如何|咋)|过了?保(?:修期)?|运输损坏|损坏(?:怎么|了怎么|的商品)|电池.{0,6}(?:空运|航空|飞机|上飞机|托运)|空运|带上飞机",
    r"隐私|个人信息|数据保护|注销(?:账号|账户|帐号)|删除(?:我的)?(?:账号|数据|信息)",
    r"礼品包装|礼盒|包装成礼物|贺卡|营业|开门吗|几点(?:开门|关门|营业|上班|下班)|门店|实体店|店在哪|地址在哪|学生(?:优惠|折扣|价|有)|教育优惠|会员|团购|批发|大量采购"
    r"|人工(?:客服)?|联系(?:客服|你们|您们|电话)|客服电话|以旧换新|回收|有(?:什么)?(?:优惠|折扣)吗?$",
)

#: Words of a policy that may be a product's own: "delivers 65 W", "does it come with a warranty card".
PRODUCT = _any(
    r"\bdeliver(?:s)? \d|\b(?:sound|power|performance) delivery\b|\bwireless (?:payment|pay)\b|\bnfc\b",
    r"\breturn (?:key|button)\b|\bexpress ?card\b|\bcookie (?:sheets?|jars?|cutters?)\b|\bgift box included\b",
    r"支付宝刷脸|返回键|nfc",
)

SHOPPING = _any(
    r"\b(?:i'?m|i am|we are|we'?re) (?:looking|searching|shopping) for\b|^(?:looking|searching) for\b",
    r"^something (?:to|for|that)\b|\b(?:i'd|i would|we'd) (?:like|love) (?:to (?:buy|get|find) )?(?:a|an|some)\b|\bi (?:want|need|would like|'?d like)(?: to (?:buy|get|find))? (?:a|an|some|new|the)\b(?! (?:refund|invoice|human))",
    r"\b(?:recommend|suggest|show me|find me|help me (?:find|choose|pick))\b|\bdo you (?:have|sell|stock|carry) (?:a|an|any"
    r"|some)?\b.{2,}|\bwhat (?:\w+ ){1,3}(?:do you have|do you sell|would you recommend|can you recommend)\b"
    r"|\bgift (?:ideas?|for)\b|\bbest (?:\w+ ){1,4}(?:for|under|below)\b|\b(?:under|below|less than) ?[$€£¥]? ?\d",
    r"想(?:要)?(?:买|找|入手|换|要)(?:一|个|部|台|款|双|件|条|点|些)?|推荐|有没有.{2,}(?:的|吗|手机|电脑|耳机)|帮我(?:找|选|挑)|求推荐|送(?:女|男|妈|爸|朋友|老师|长辈).{0,8}(?:什么|礼物)"
    r"|(?:以内|以下|左右|预算).{0,16}(?:手机|电脑|耳机|笔记本|相机|的)|来(?:一)?(?:个|部|台|款)|要(?:一)?(?:个|部|台|款)|买(?:什么|哪)(?:手机|电脑|耳机|好)?",
)

#: A question of what the page sets.
PRICE = _any(
    r"\bhow much (?:is|are|does|do|would|for)\b(?! (?:ram|memory|storage|battery|weight|power))|\b(?:price|cost|costs)\b",
    r"多少钱|价格|售价|什么价|几块钱|贵不贵|怎么卖",
)
STOCK = _any(
    r"\bin stock\b|\bsold out\b|\bstill available\b|\b(?:is|are) (?:it|they|this|that) available\b|\bhave (?:it|any) left\b",
    r"有货|现货|缺货|还有(?:货)?(?:吗|没)|库存|断货|卖完",
)
