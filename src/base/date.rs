//! Dates: what authors write, read as a day.
//!
//! In:    text such as `4/25/2019`, `2019-04-25`, `25 Oct 2019`, `01.10.2019`, `2019 年 10 月 1 日`.
//! Out:   a civil date, or none.
//! Never: asks the clock; guesses a century beyond the rule for two digits (RFC 2822: 00–49 are 2000–2049).

pub use jiff::civil::Date;

/// Which of two numbers before the year is the month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// `4/25/2019`.
    MonthFirst,
    /// `25/4/2019`.
    DayFirst,
}

/// The order that a date with slashes must have; `None` when it can have both, or has none.
pub fn order(text: &str) -> Option<Order> {
    let (first, second) = before_year(text)?;
    match (first > 12, second > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Whether a date with slashes means two days, depending on the order.
pub fn is_ambiguous(text: &str) -> bool {
    before_year(text).is_some_and(|(first, second)| first <= 12 && second <= 12 && first != second)
}

// The two numbers before a year: `4/25/2019`.
fn before_year(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().split('/').map(|part| part.trim().parse::<u32>());
    let (first, second, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    (parts.next().is_none() && first <= 31 && second <= 31 && year > 31).then_some((first, second))
}

/// Reads a date, as [`parse`]; of numbers with slashes `order` says which is the month.
pub fn parse_in(text: &str, order: Order) -> Option<Date> {
    match before_year(text) {
        Some((day, month)) if order == Order::DayFirst => {
            let year = text.rsplit('/').next()?;
            parse(&format!("{month}/{day}/{}", year.trim()))
        }
        _ => parse(text),
    }
}

/// Reads a date in any of the forms that occur in playbooks. Numbers with slashes are month, day, year.
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    let numbers: Vec<i32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| if part.len() <= 4 { part.parse().ok() } else { None })
        .collect::<Option<_>>()?;
    // A day or month of three digits is a slip of the hand.
    let is_odd = text.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 3);
    if is_odd {
        return None;
    }
    let only = |allowed: &[char]| text.chars().all(|c| c.is_ascii_digit() || c == ' ' || allowed.contains(&c));
    match *numbers.as_slice() {
        [year, month, day] if year >= 1000 && only(&['-', '/', '.', '年', '月', '日']) => date(year, month, day),
        [month, day, year] if only(&['/']) && !text.contains("//") => date(year, month, day),
        [day, month, year] if only(&['.']) => date(year, month, day),
        [day, year] => date(year, month_named(text)?, day),
        _ => None,
    }
}

/// The day so many days after 1 January 1970; the clock is read elsewhere.
pub fn of_days(days: u64) -> Option<Date> {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(i64::try_from(days).ok()?).ok()?).ok()
}

/// How many whole days `later` is after `earlier`; negative when it is before.
pub fn days_between(earlier: Date, later: Date) -> i32 {
    earlier.until(later).map_or(0, |span| span.get_days())
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    let year = match year {
        0..=49 => 2000 + year,
        50..=99 => 1900 + year,
        _ => year,
    };
    if !(1970..=9999).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

// `25 Oct 2019`, `October 25, 2019`: the one word of letters.
fn month_named(text: &str) -> Option<i32> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let (word, more) = (words.next()?.to_lowercase(), words.next());
    if more.is_some() || word.len() < 3 {
        return None;
    }
    let place = MONTHS.iter().position(|month| month.starts_with(&word) || (word == "sept" && *month == "september"))?;
    i32::try_from(place).ok().map(|place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_month_have_an_order() {
        assert_eq!((order("4/25/2019"), order("25/4/2019"), order("4/5/2019")), (Some(Order::MonthFirst), Some(Order::DayFirst), None));
        assert_eq!((order("2019/10/25"), order("25 Oct 2019"), order("10/018/20195")), (None, None, Some(Order::MonthFirst)));
        assert!(is_ambiguous("4/5/2019") && !is_ambiguous("4/4/2019") && !is_ambiguous("2019/4/5"));
        let day = |text, order| parse_in(text, order).map(|date| date.to_string());
        assert_eq!(day("25/4/2019", Order::DayFirst).as_deref(), Some("2019-04-25"));
        assert_eq!(day("4/5/2019", Order::DayFirst).as_deref(), Some("2019-05-04"));
        assert_eq!(day("2019/4/5", Order::DayFirst).as_deref(), Some("2019-04-05"));
        assert_eq!(of_days(20_000).map(|date| date.to_string()).as_deref(), Some("2024-10-04"));
        assert_eq!(days_between(parse("2024-02-28").unwrap(), parse("2025-03-01").unwrap()), 367);
    }

    #[test]
    fn every_form() {
        for (text, day) in [
            ("4/25/2019", "2019-04-25"),
            ("04/05/2019", "2019-04-05"),
            ("5/2/19", "2019-05-02"),
            ("2019-04-25", "2019-04-25"),
            ("2019/10/01", "2019-10-01"),
            ("01.10.2019", "2019-10-01"),
            ("25 Oct 2019", "2019-10-25"),
            ("October 25, 2019", "2019-10-25"),
            ("2019 年 10 月 1 日", "2019-10-01"),
        ] {
            assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in
            ["12/13\\7/2019", "10/018/20195", "1/1/1019", "13/13/2019", "soon", "", "1/2", "5 Octember 2019", "10/018/2019", "20190425"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
