"""What a shopper speaks of and which facts answer it, in the words of both languages."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopguide.text.segment import words


@dataclass(frozen=True)
class Topic:
    """``name`` as it stands in a sentence, ``spoken`` the words that questions and labels use."""

    name: Promise
    spoken: str

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words(self.spoken))


TOPICS = (
    Topic(
        _("the camera"),
        "camera cameras photo picture selfie megapixel lens zoom 拍照 相机 照相 摄像 摄像头 镜头 主摄 "
        "前摄 自拍 像素 拍摄 变焦",
    ),
    Topic(_("the battery"), "battery charging mah 电池 续航 充电 快充"),
    Topic(_("the screen"), "screen display resolution 屏幕 显示屏 显示 分辨率 刷新率"),
    Topic(_("memory"), "memory ram 内存 运存"),
    Topic(_("storage"), "storage capacity disk ssd hdd 存储 容量 硬盘"),
    Topic(_("performance"), "processor cpu chip performance gaming 处理器 芯片 性能 游戏"),
    Topic(_("weight"), "weight light lightweight portable 重量 轻 轻便 轻薄 便携"),
    Topic(_("noise cancelling"), "noise cancelling anc 降噪"),
    Topic(_("wireless use"), "wireless bluetooth connection 无线 蓝牙 连接"),
    Topic(_("water"), "waterproof water ip68 ip67 防水"),
    Topic(_("the warranty"), "warranty guarantee 保修 质保"),
)

#: Words of praise: that a description has them too says nothing.
PRAISE = frozenset(
    words("good great best nice better excellent quality top 好 好的 不错 最好 优质")
)
#: Words that two facts share without being alike.
UNITS = frozenset(
    words(
        "gb mb tb mp mah wh cm mm inch inches kg ml hz ghz mhz watt hours days year 英寸 小时 克 升"
    )
) | {"g", "m", "l", "w", "v", "h", "寸", "年"}
