"""A verdict in a sentence that a merchant can act on."""

from typing import Any

from django.utils.translation import gettext as _

from .metrics import METRICS


def sentence(report: dict[str, Any]) -> str:
    """What a look says, in the active language."""
    verdict = report["verdict"]
    metric = METRICS.get(verdict.get("metric", ""))
    told = {"variant": verdict.get("variant", ""), "measure": metric.label if metric else ""}
    match verdict["code"]:
        case "better":
            return _("Better: with “%(variant)s” the measure “%(measure)s” is %(change)s.") % {
                **told,
                "change": change(report, metric.name if metric else "", told["variant"]),
            }
        case "worse":
            return _("Worse: with “%(variant)s” the measure “%(measure)s” is %(change)s.") % {
                **told,
                "change": change(report, metric.name if metric else "", told["variant"]),
            }
        case "none":
            return (
                _(
                    "No difference found in “%(measure)s”: one as large as the test was made to find would"
                    " most likely have shown."
                )
                % told
            )
        case "guard":
            return (
                _("Stopped: “%(variant)s” does harm to “%(measure)s”, which was to be guarded.")
                % told
            )
        case "broken":
            return _(
                "Broken, do not read: the variants did not get the shares of shoppers that they were"
                " meant to get, so shoppers are lost on one side."
            )
        case _:
            return _running(report)


def _running(report: dict[str, Any]) -> str:
    shoppers, planned = sum(each["shoppers"] for each in report["shoppers"]), report["planned"]
    if not shoppers:
        return _("Keep running: no shopper has met the test yet.")
    if not planned:
        return _(
            "Keep running: how many shoppers are needed is not known, since nobody reached the goal"
            " before the test. Set the number to get a verdict."
        )
    return _("Keep running: %(shoppers)d of %(planned)d shoppers so far.") % {
        "shoppers": shoppers,
        "planned": planned,
    }


def change(report: dict[str, Any], metric: str, variant: str) -> str:
    """ "higher by 12 % (3 % to 21 %)", of the control's value."""
    for each in report["metrics"]:
        if each["name"] != metric:
            continue
        base = each["rows"][0]["value"]
        for told in each["rows"][1:]:
            if told["variant"] == variant:
                return _change(told, base)
    return ""


def _change(told: dict[str, Any], base: float) -> str:
    difference, low, high = told["difference"], told["low"], told["high"]
    if not base or low is None or high is None:
        return _("higher") if difference > 0 else _("lower")
    sign = 1 if difference > 0 else -1
    ends = sorted((100 * sign * low / base, 100 * sign * high / base))
    given = {
        "percent": f"{100 * abs(difference) / base:.1f}",
        "low": f"{ends[0]:.1f}",
        "high": f"{ends[1]:.1f}",
    }
    if difference > 0:
        return _("higher by %(percent)s %% (from %(low)s %% to %(high)s %%)") % given
    return _("lower by %(percent)s %% (from %(low)s %% to %(high)s %%)") % given
