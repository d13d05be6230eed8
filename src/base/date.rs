//! Dates: what authors write, read as a day.
//!
//! In:    text such as `4/25/2019`, `2019-04-25`, `25 Oct 2019`, `01.10.2019`, `2019 年 10 月 1 日`.
//! Out:   a civil date, or none.
//! Never: asks the clock; guesses a century beyond the rule for two digits (RFC 2822: 00–49 are 2000–2049).

pub use jiff::civil::Date;

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
