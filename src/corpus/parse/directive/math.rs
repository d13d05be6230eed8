//! Math: `$…$` and `$$…$$` in running text, and the fences of a block of it.
//!
//! In:    a line.
//! Out:   the formulas in it, as TeX.
//! Never: understands TeX; takes an amount of money for a formula where Markdig does not.
//!
//! Source of the rule: Markdig (`MathInlineParser`, `MathBlockParser`). What stands in a code span that begins and ends on the line is no formula;
//! spans that go on to another line are a matter of the caller.

use std::ops::Range;

use super::code_spans::CodeSpans;
use crate::base::find;

/// Whether a line, its indentation taken off, opens or closes a block of math: `$$` and nothing more.
pub(crate) fn is_block_fence(line: &str) -> bool {
    line.trim_end() == "$$"
}

/// The formulas of a line: where each stands, dollar signs included, and its TeX. `\$` in a formula is kept as written.
pub(crate) fn inlines(line: &str) -> Vec<(Range<usize>, Box<str>)> {
    let mut found = Vec::new();
    let Some(mut place) = find::byte(line, b'$', 0) else { return found };
    let code = CodeSpans::new(line);
    let mut closers = Closers { line, known: [None, None] };
    let mut done = 0;
    while let Some(start) = next_opener(line, &code, &mut done, place) {
        let run = dollars(line, start);
        match formula(&mut closers, start, run.min(2)) {
            Some((end, tex)) => {
                found.push((start..end, tex.into()));
                place = end;
                done = end;
            }
            // Only the first dollar sign of several may open.
            None => place = start + run,
        }
    }
    found
}

// The first dollar sign at or after `from` that no backslash and no code span takes. `done` is how far the line is known.
fn next_opener(line: &str, code: &CodeSpans, done: &mut usize, from: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    while let Some(&byte) = bytes.get(*done) {
        match byte {
            b'\\' => *done += 1 + usize::from(bytes.get(*done + 1).is_some_and(u8::is_ascii_punctuation)),
            b'`' => *done = code.after(line, *done),
            b'$' if *done >= from => return Some(*done),
            _ => *done += 1,
        }
    }
    None
}

fn formula<'l>(closers: &mut Closers<'l>, start: usize, count: usize) -> Option<(usize, &'l str)> {
    let line = closers.line;
    let before = line[..start].chars().next_back();
    if !before.is_none_or(is_white_or_punctuation) {
        return None;
    }
    let inside = start + count;
    let is_padded = line[inside..].chars().next().is_none_or(char::is_whitespace);
    let (close, end) = closers.next(count, inside)?;
    let after = line[end..].chars().next();
    // Further dollar signs belong to the formula, as Markdig has it.
    let tex = if is_padded { &line[inside..close] } else { &line[inside..end - count] };
    if !after.is_none_or(is_white_or_punctuation) || is_padded != line[inside..close].ends_with(char::is_whitespace) {
        return None;
    }
    let shown = tex.trim();
    // The blank of `\ ` is TeX.
    let shown = if shown.ends_with('\\') && !shown.ends_with("\\\\") { tex[..=tex.trim_end().len()].trim_start() } else { shown };
    (!shown.is_empty()).then_some((end, shown))
}

// CommonMark's notion of punctuation, which counts the symbols too. Of other scripts, it is all that is no letter, number, blank or control.
fn is_white_or_punctuation(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_whitespace() || c.is_ascii_punctuation() } else { !c.is_alphanumeric() && !c.is_control() }
}

fn dollars(line: &str, from: usize) -> usize {
    line[from..].bytes().take_while(|&byte| byte == b'$').count()
}

/// A run of dollar signs: where it begins and ends.
type Run = Option<(usize, usize)>;

/// Where formulas may close. What was found for one opener is kept for the next ones, so that no part of a line is read twice.
struct Closers<'l> {
    line: &'l str,
    /// For one and for two dollar signs: from where was looked, and the run found.
    known: [Option<(usize, Run)>; 2],
}

impl Closers<'_> {
    /// The first run of at least `count` dollar signs at or after `from`, one after a backslash not counted.
    fn next(&mut self, count: usize, from: usize) -> Option<(usize, usize)> {
        if let Some((looked, run)) = self.known[count - 1]
            && looked <= from
            && run.is_none_or(|(start, _)| start >= from)
        {
            return run;
        }
        let run = self.look(count, from);
        self.known[count - 1] = Some((from, run));
        run
    }

    fn look(&self, count: usize, from: usize) -> Option<(usize, usize)> {
        let mut place = from;
        while let Some(mut start) = find::byte(self.line, b'$', place) {
            if start > from && self.line.as_bytes()[start - 1] == b'\\' {
                start += 1;
            }
            let length = dollars(self.line, start);
            if length >= count {
                return Some((start, start + length));
            }
            place = start + length;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formulas(line: &str) -> Vec<String> {
        let found = inlines(line);
        assert!(found.iter().all(|(range, _)| line[range.clone()].starts_with('$') && line[range.clone()].ends_with('$')), "{line}");
        found.into_iter().map(|(_, tex)| tex.into()).collect()
    }

    #[test]
    fn formulas_of_a_line() {
        for (line, expected) in [
            ("$a$", &["a"][..]),
            ("so $x^2$, ($$y_1$$) and $z$.", &["x^2", "y_1", "z"]),
            ("$ x^0 **y** $", &["x^0 **y**"]),
            ("$$   a b   $$ after", &["a b"]),
            (r"$p \$ q$", &[r"p \$ q"]),
            (r"\\$a$", &["a"]),
            ("$$$a$$$", &["$a$"]),
            ("$a$$", &["a$"]),
            ("é $é$ 「$b$」", &["é", "b"]),
            (r"$ a\ $", &[r"a\ "]),
            ("$5 and 6$ x $a$", &["5 and 6", "a"]),
            ("`` `$x` `` $y$ `$z$`", &["y"]),
            ("`$ $y$", &["y"]),
        ] {
            assert_eq!(formulas(line), expected, "{line}");
        }
    }

    #[test]
    fn texts_without_formulas() {
        for line in [
            "",
            "$",
            "$$",
            "$$$$",
            "$5 and $6",
            "m$a$",
            "$a$m",
            "$ a$",
            "$a $",
            "16$ or a $15",
            r"\$a$ b",
            "$a",
            "$$a$",
            r"$a\$",
            "$ $",
            "`$a` or `$(b)`",
            r"\`$a\$",
            "名$a$",
            "$a$名",
            "$a$$b$",
        ] {
            assert_eq!(formulas(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn places() {
        assert_eq!(inlines("a $$b$$ c")[0].0, 2..7);
    }

    #[test]
    fn fences() {
        for (line, expected) in
            [("$$", true), ("$$ \t", true), ("$$\r", true), ("$$$", false), ("$$ a", false), ("$", false), (" $$", false)]
        {
            assert_eq!(is_block_fence(line), expected, "{line}");
        }
    }

    #[test]
    fn long_lines_take_linear_time() {
        for piece in ["$", "$a ", "$$ $ ", r"\\$ ", r"\\$$ ", r"$\$", "`$` ", "`", "``` `` $ "] {
            let line = piece.repeat(50_000);
            inlines(&line);
            inlines(&format!("{line}x$$y"));
        }
    }
}
