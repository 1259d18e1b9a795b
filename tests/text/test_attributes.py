import pytest

from shopguide.text.attributes import attribute_text, readable


@pytest.mark.parametrize(
    ("exported", "line"),
    [
        ('age_range_description:  { value:"little kid" }', "age range description: little kid"),
        ("batteries_included:  { value:false }", "batteries included: no"),
        ("item_weight:  { unit:grams, normalized_value:{ unit:pounds, value:0.14 }, value:62. }",
         "item weight: 62 grams"),
        ('display:  { size:[ { unit:inches, value:3 } ], type:[ { value:"lcd" } ] }',
         "display: size 3 inches, type lcd"),
        ("item_dimensions:  { width:{ unit:inches, normalized_value:{ unit:inches, value:9 }, value:9 }, "
         "length:{ unit:inches, value:12 } }", "item dimensions: width 9 inches, length 12 inches"),
        ('connectivity:  { value:"usb" }; { value:"wi-fi" }; { value:"usb" }', "connectivity: usb; wi-fi"),
        ('color:  { standardized_values:[ "green" ], value:"green/blue" }', "color: green/blue"),
        ("platform:  { value:nintendo_3ds }", "platform: nintendo 3ds"),
        # Values that follow no grammar lose their form alone.
        ("street_date:  { value:2015-03-12t00:00:01z }", "street date: 2015-03-12t00:00:01z"),
    ],
)  # fmt: skip
def test_an_exported_attribute_becomes_a_line(exported, line):
    assert readable(exported) == line


@pytest.mark.parametrize(
    "text", ["The battery is great.", "note: not {really} an attribute", "颜色：红", "", "a: {"]
)
def test_other_text_stays(text):
    assert readable(text) == text


def test_the_deepest_nesting_ends():
    assert readable(f"size:  {'{ a:' * 500} 1 {'}' * 500}").startswith("size: ")


def test_a_fact_is_written_alike():
    assert attribute_text("screen_size", "6.1 inches") == "screen size: 6.1 inches"
