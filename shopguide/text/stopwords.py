"""Function words that say nothing about a product."""

ENGLISH = frozenset(
    """a about above after again against all am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further had
    has have having he her here hers herself him himself his how i if in into is it its itself just
    me more most my myself no nor not now of off on once only or other our ours ourselves out over
    own please same she should so some such than that the their theirs them themselves then there
    these they this those through to too under until up very was we were what when where which while
    who whom why will with would you your yours yourself yourselves im ive id dont want wants need
    needs looking look find show something""".split()
)

CHINESE = frozenset(
    """的 了 和 是 我 我们 你 您 他 她 它 在 有 与 及 或 也 都 而 把 被 这 那 这个 那个 一个 一部
    一款 一台 想 想要 要 买 想买 找 请 请问 吗 呢 吧 啊 什么 哪 哪些 哪个 怎么 给 用 帮 帮我 推荐
    一下 有没有 个 部 款 台""".split()
)
