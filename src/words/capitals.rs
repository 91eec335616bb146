//! Amounts in capitals (大写金额), as vouchers and notices have them: they cannot be changed with a stroke.

/// The digits.
const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// The places within four digits, the highest first.
const PLACES: [&str; 4] = ["仟", "佰", "拾", ""];

/// An amount in fen, in capitals: 元 always stands, and 整 behind 元 and 角.
///
/// ```
/// use huzhu::words::capitals;
///
/// assert_eq!(capitals(303_000), "叁仟零叁拾元整");
/// assert_eq!(capitals(2_050), "贰拾元伍角整");
/// assert_eq!(capitals(5), "零元零伍分");
/// ```
pub fn capitals(fen: i64) -> String {
    let sign = if fen < 0 { "负" } else { "" };
    let fen = fen.unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, (fen / 10 % 10) as usize, (fen % 10) as usize);
    let yuan = if yuan == 0 { DIGITS[0].to_string() } else { whole(yuan) };
    let rest = match (jiao, fen) {
        (0, 0) => "整".to_owned(),
        (0, fen) => format!("零{}分", DIGITS[fen]),
        (jiao, 0) => format!("{}角整", DIGITS[jiao]),
        (jiao, fen) => format!("{}角{}分", DIGITS[jiao], DIGITS[fen]),
    };
    format!("{sign}{yuan}元{rest}")
}

/// A whole number; empty for zero.
fn whole(number: u64) -> String {
    const WAN: u64 = 10_000;
    const YI: u64 = WAN * WAN;
    match number {
        0 => String::new(),
        YI.. => parts(whole(number / YI) + "亿", number % YI, YI),
        WAN.. => parts(whole(number / WAN) + "万", number % WAN, WAN),
        _ => below_wan(number),
    }
}

/// The part above a unit and the rest below it, with 零 between where the place below the unit is empty.
fn parts(high: String, rest: u64, unit: u64) -> String {
    let between = if rest > 0 && rest < unit / 10 { "零" } else { "" };
    high + between + &whole(rest)
}

fn below_wan(number: u64) -> String {
    let mut text = String::new();
    let mut skipped = false;
    for (at, place) in PLACES.iter().enumerate() {
        let digit = (number / 10_u64.pow(3 - at as u32) % 10) as usize;
        if digit == 0 {
            skipped = true;
            continue;
        }
        if skipped && !text.is_empty() {
            text.push(DIGITS[0]);
        }
        text.push(DIGITS[digit]);
        text += place;
        skipped = false;
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads an amount in capitals back: nothing but digits and the values of places.
    fn read_back(text: &str) -> i64 {
        let (sign, text) = text.strip_prefix('负').map_or((1, text), |text| (-1, text));
        let (yuan, rest) = text.split_once('元').expect("元 always stands");
        let (mut sum, mut section, mut digit) = (0, 0, 0);
        for c in yuan.chars() {
            match c {
                '仟' => (section, digit) = (section + digit * 1_000, 0),
                '佰' => (section, digit) = (section + digit * 100, 0),
                '拾' => (section, digit) = (section + digit * 10, 0),
                '万' => (sum, section, digit) = (sum + (section + digit) * 10_000, 0, 0),
                '亿' => (sum, section, digit) = ((sum + section + digit) * 100_000_000, 0, 0),
                c => digit = DIGITS.iter().position(|known| *known == c).expect("a digit") as i64,
            }
        }
        let mut fen = (sum + section + digit) * 100;
        for c in rest.chars() {
            match c {
                '角' => (fen, digit) = (fen + digit * 10, 0),
                '分' => (fen, digit) = (fen + digit, 0),
                '整' => digit = 0,
                c => digit = DIGITS.iter().position(|known| *known == c).expect("a digit") as i64,
            }
        }
        sign * fen
    }

    #[test]
    fn amounts_stand_as_vouchers_have_them() {
        for (fen, text) in [
            (0, "零元整"),
            (5, "零元零伍分"),
            (10, "零元壹角整"),
            (2_050, "贰拾元伍角整"),
            (100_100, "壹仟零壹元整"),
            (1_001_005, "壹万零壹拾元零伍分"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (1_000_000_010, "壹仟万元壹角整"),
            (10_000_000_000, "壹亿元整"),
            (10_020_030_040, "壹亿零贰拾万零叁佰元肆角整"),
            (100_010_000_000_000, "壹万零壹亿元整"),
            (-303_000, "负叁仟零叁拾元整"),
        ] {
            assert_eq!(capitals(fen), text, "{fen}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_in_capitals_reads_back_to_the_fen(fen in -9_999_999_999_999_999_i64..=9_999_999_999_999_999) {
            prop_assert_eq!(read_back(&capitals(fen)), fen);
        }

        #[test]
        fn no_two_zeros_stand_side_by_side(fen in 0_i64..=100_000_000_000) {
            let text = capitals(fen);
            prop_assert!(!text.contains("零零"), "{}", text);
            prop_assert!(!text.contains("零万") && !text.contains("零亿"), "{}", text);
        }
    }
}
