//! Compares the fast decoder with the general one: whatever the fast one understands, both must understand alike.

use proptest::prelude::*;

use super::super::reader::compare;

/// How a producer writes events.
#[derive(Clone, Debug)]
struct Style {
    behind_colon: &'static str,
    behind_comma: &'static str,
    names: Vec<(&'static str, Values)>,
    of_lines: Vec<(&'static str, Values)>,
}

/// What a producer writes as the value of a name.
#[derive(Clone, Copy, Debug)]
enum Values {
    Text,
    Number,
    Time,
    /// Any value of any kind.
    Any,
}

const TEXTS: [&str; 8] = [
    "A-1",
    "Grüner Tee 🍵",
    "",
    "12.50",
    "pos",
    "DE",
    "2018-03-11T10:23:45.123-04:00",
    "a longer text than one of eight bytes",
];
const NUMBERS: [&str; 12] = [
    "0",
    "1",
    "-3",
    "19.99",
    "0.35",
    "19.989999999999998",
    "1001.0",
    "-0",
    "1520776000",
    "1520776000.5",
    "100000000000000000000",
    "0.123456789012",
];
const OTHERS: [&str; 24] = [
    "null",
    "true",
    "false",
    "{}",
    "[]",
    r#"{"city":"Graz","tags":["a",{"b":[1.5,null]}]}"#,
    r#""\u00e9\n\"""#,
    r#""\ud83c\udf75""#,
    r#""\ud83c""#,
    r#""\x""#,
    "NaN",
    "1e30",
    "1E-2",
    "-",
    "01",
    "1.",
    ".5",
    "+1",
    "\"",
    "'1'",
    "1000000000000000000000000000000",
    r#"{"a" : 1 , "b":[ ]}"#,
    "[1,]",
    "[[[[[[[[[[[[[1]]]]]]]]]]]]]",
];
const NAMES: [(&str, Values); 20] = [
    ("id", Values::Text),
    ("timestamp", Values::Time),
    ("currency", Values::Text),
    ("version", Values::Number),
    ("status", Values::Text),
    ("test", Values::Any),
    ("refund_of", Values::Text),
    ("channel", Values::Text),
    ("country", Values::Text),
    ("tax_included", Values::Any),
    ("shipping", Values::Number),
    ("discount", Values::Text),
    ("tax", Values::Number),
    ("tip", Values::Number),
    ("fee", Values::Any),
    ("rate", Values::Number),
    ("customer", Values::Any),
    ("a_name_that_nobody_knows", Values::Any),
    ("", Values::Text),
    ("i\\u0064", Values::Text),
];
const OF_LINES: [(&str, Values); 10] = [
    ("sku", Values::Text),
    ("name", Values::Text),
    ("price", Values::Number),
    ("quantity", Values::Number),
    ("kind", Values::Text),
    ("amount", Values::Number),
    ("discount", Values::Number),
    ("tax", Values::Text),
    ("properties", Values::Any),
    ("Sku", Values::Text),
];

fn any_style() -> impl Strategy<Value = Style> {
    let space = prop::sample::select(vec!["", "", " ", "  ", "\t"]);
    let names = prop::sample::subsequence(NAMES.to_vec(), 1..NAMES.len()).prop_shuffle();
    let of_lines = prop::sample::subsequence(OF_LINES.to_vec(), 1..OF_LINES.len()).prop_shuffle();
    (space.clone(), space, names, of_lines).prop_map(
        |(behind_colon, behind_comma, names, of_lines)| Style {
            behind_colon,
            behind_comma,
            names,
            of_lines,
        },
    )
}

/// Writes random events in a producer's style.
struct Writer<'s> {
    style: &'s Style,
    chance: u64,
    /// One in this many values is of a random kind.
    odd: u64,
    text: String,
}

impl Writer<'_> {
    fn below(&mut self, end: u64) -> u64 {
        self.chance = self
            .chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.chance >> 33) % end
    }

    fn value(&mut self, values: Values) {
        let kind = match values {
            _ if self.below(self.odd) == 0 => Values::Any,
            Values::Any => [Values::Any, Values::Text, Values::Number][self.below(3) as usize],
            values => values,
        };
        let value = match kind {
            Values::Text => format!("\"{}\"", TEXTS[self.below(8) as usize]),
            Values::Number => NUMBERS[self.below(12) as usize].to_owned(),
            Values::Time => "1520776000123".to_owned(),
            Values::Any => OTHERS[self.below(24) as usize].to_owned(),
        };
        self.text.push_str(&value);
    }

    fn object(&mut self, names: &[(&'static str, Values)], lines: Option<u64>) {
        self.text.push('{');
        let mut is_first = true;
        for &(name, values) in names {
            // Producers leave out absent values, and rarely write a name twice.
            let times = match self.below(self.odd * 4) {
                0 => 2,
                number if number % 4 == 1 => 0,
                _ => 1,
            };
            for _ in 0..times {
                self.name(name, &mut is_first);
                self.value(values);
            }
        }
        if let Some(lines) = lines {
            self.name("items", &mut is_first);
            self.text.push('[');
            for line in 0..lines {
                if line > 0 {
                    self.text.push(',');
                    self.text.push_str(self.style.behind_comma);
                }
                self.object(&self.style.of_lines, None);
            }
            self.text.push(']');
        }
        self.text.push('}');
    }

    fn name(&mut self, name: &str, is_first: &mut bool) {
        if !std::mem::take(is_first) {
            self.text.push(',');
            self.text.push_str(self.style.behind_comma);
        }
        self.text
            .push_str(&format!("\"{name}\":{}", self.style.behind_colon));
    }
}

fn written(style: &Style, chance: u64, odd: u64, orders: u64) -> String {
    let mut writer = Writer {
        style,
        chance,
        odd,
        text: String::new(),
    };
    for _ in 0..orders {
        let (lines, has_lines) = (writer.below(4), writer.below(8) > 0);
        writer.object(&style.names, has_lines.then_some(lines));
        writer.text.push('\n');
    }
    writer.text
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .map(str::trim_ascii)
        .filter(|line| !line.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn both_understand_the_same(style in any_style(), other in any_style(), chance: u64, odd in 2_u64..200) {
        // The shape changes between two orders, and changes back.
        let text = written(&style, chance, odd, 4) + &written(&other, chance, odd, 3) + &written(&style, !chance, odd, 2);
        compare(lines(&text));
    }

    #[test]
    fn both_understand_the_same_of_damaged_text(
        style in any_style(), chance: u64, odd in 20_u64..500,
        damages in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, "[\"\\\\{}\\[\\],: a0.eé\u{1}-]{0,3}"), 1..6),
    ) {
        let mut text = written(&style, chance, odd, 6);
        for (at, len, instead) in damages {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.ceil_char_boundary((at + len / 10).min(text.len()));
            text.replace_range(at..end, &instead);
        }
        compare(lines(&text));
        // Each line cut in the middle, between two complete ones.
        for line in lines(&text) {
            let cut = line.floor_char_boundary(line.len() / 2);
            compare([line, &line[..cut], line].into_iter());
        }
    }
}

/// The fast decoder must handle what producers usually write.
#[test]
fn what_producers_write_is_understood_fast() {
    let plain = r#"{"id":"B1","timestamp":1784000000000,"items":[{"sku":"000000001","price":"1.99","quantity":2},{"sku":"2","price":"5.00","quantity":1}]}"#;
    let real = r#"{"id": 1001, "timestamp": "2026-07-14T03:33:20Z", "currency": "USD", "customer": {"name": "Zo\u00eb", "tags": []}, "note": null, "tax_included": true, "items": [{"sku": "A", "name": "Grüner Tee", "price": 19.99, "quantity": 0.5}]}"#;
    let rich = r#"{"id":"B2","timestamp":1784000000000,"shipping":"4.90","channel":"pos","country":"DE","items":[{"sku":"1","price":"1.99","quantity":2,"discount":"0.19","tax":"0.30"},{"sku":"2","price":"5","quantity":1,"tax":"0"}]}"#;
    let texts = [
        plain,
        real,
        rich,
        plain,
        rich,
        real,
        real,
        "{\"id\":\"1\" }",
        r#"{"items":[],"id":""}"#,
    ];
    assert_eq!(compare(texts.into_iter()), texts.len());
}

#[test]
fn what_is_not_expected_is_left_to_the_general_decoder() {
    for text in [
        "",
        "{",
        "}",
        "{}",
        "[]",
        "{\"id\":1",
        "{\"id\":1}x",
        "{\"id\":1,}",
        "{\"id\":1,\"id\":2}",
        "{\"id\":01}",
        "{\"id\":1e3}",
        "{\"id\":\"a\\n\"}",
        "{\"id\":\"\u{1}\"}",
        "{\"id\" 1}",
        "{\"items\":{}}",
        "{\"items\":[1]}",
        "{\"items\":[}]}",
        "{\"items\":[],\"items\":[]}",
        "{\"id\":1{\"id\":1}",
        "{\"items\":[,{\"sku\":1}]}",
        "{\"items\":[{\"sku\":1},]}",
        "{\"items\":[{\"sku\":1}{\"sku\":1}]}",
        "{\"x\":\"\\ud800\"}",
        "{\"x\":\"\\u12\"}",
        "{\"x\":\"\\q\"}",
        "{\"x\":[[[[[[[[[1]]]]]]]]]}",
        "{\"x\":nul}",
        "{\"i\\u0064\":1}",
    ] {
        let good = "{\"id\":1,\"x\":0,\"items\":[{\"sku\":1}]}";
        assert_eq!(compare([good, text, good].into_iter()), 2, "{text}");
    }
}
