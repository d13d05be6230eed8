//! Math: TeX → `MathML` at build time — the only file that names `math_core`.
//!
//! In:    the TeX of a formula.
//! Out:   a `<math>` element, or why there is none: then the TeX is shown as code.
//! Never: panics, recurses deeper than its limit, or lets through an element or attribute that can load, link or run something.
//!
//! Formulas are not numbered: `align` is read as `align*`, unless the author numbers it with `\tag`. A number that counts anew in every formula says nothing.

use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::par;

// How deep the crate may recurse, as counted by `depth`. It takes less than 1.5 MiB of stack for that.
const DEEPEST: usize = 256;

/// The `MathML` of a formula, in running text or, with `is_block`, in a paragraph of its own.
///
/// # Errors
/// What is wrong with the TeX: lower case, no full stop.
pub(crate) fn mathml(tex: &str, is_block: bool) -> Result<String, String> {
    if depth(tex) > DEEPEST {
        return Err("the formula is nested too deep, or has too many commands in a row".to_owned());
    }
    let tex = unnumbered(tex);
    let display = if is_block { MathDisplay::Block } else { MathDisplay::Inline };
    let markup = convert(&tex, display)?;
    if let Some(part) = stray(&markup) {
        return Err(format!("a formula may not have `{part}`"));
    }
    // The crate writes the text of `\operatorname` as it is. Every tag is the crate's own when there are as many without the `<` of the formula.
    let tags = |markup: &str| markup.bytes().filter(|&byte| byte == b'<').count();
    if tex.contains('<') && convert(&tex.replace('<', ">"), display).map(|other| tags(&other)) != Ok(tags(&markup)) {
        return Err("`<` cannot stand in a name: write `\\lt`".to_owned());
    }
    Ok(markup)
}

fn convert(tex: &str, display: MathDisplay) -> Result<String, String> {
    par::guarded(|| {
        CONVERTER.convert_with_local_state(tex, display).map(|result| result.mathml).map_err(|error| sentence(&error.error_message()))
    })
    .unwrap_or_else(|_| Err("the formula cannot be read".to_owned()))
}

// What authors write that the crate lacks, in terms of what it has.
const MACROS: [(&str, &str); 3] =
    [("textcolor", r"{\color{#1}#2}"), ("boxed", r"\begin{array}{|c|}\hline #1\\\hline\end{array}"), ("dotsc", r"\ldots")];

static CONVERTER: LazyLock<LatexToMathML> = LazyLock::new(|| {
    let macros = MACROS.iter().map(|(name, meaning)| ((*name).to_owned(), (*meaning).to_owned())).collect();
    LatexToMathML::new(MathCoreConfig { macros, ..MathCoreConfig::default() }).unwrap_or_default()
});

fn unnumbered(tex: &str) -> String {
    if tex.contains("\\tag") {
        return tex.to_owned();
    }
    ["equation", "align", "gather"].iter().fold(tex.to_owned(), |tex, name| {
        tex.replace(&format!("\\begin{{{name}}}"), &format!("\\begin{{{name}*}}"))
            .replace(&format!("\\end{{{name}}}"), &format!("\\end{{{name}*}}"))
    })
}

fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    chars.next().map_or_else(|| "the formula cannot be read".to_owned(), |first| first.to_lowercase().chain(chars).collect())
}

// No less than the depth to which the crate recurses: the braces that are open, and the commands in each of them, any of which may hold all that comes after
// it (`\hat\hat`, `\color`, `\begin`). A stack that overflows ends the program, so it may count too much, and never too little.
fn depth(tex: &str) -> usize {
    let bytes = tex.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let (mut here, mut deepest, mut place) = (0, 0, 0);
    while let Some(&byte) = bytes.get(place) {
        place += match byte {
            b'%' => bytes[place..].iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len() - place),
            b'\\' => {
                here += 1;
                1 + bytes[place + 1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count().max(1)
            }
            b'{' => {
                open.push(here);
                here += 1;
                1
            }
            b'}' => {
                here = open.pop().unwrap_or(here);
                1
            }
            _ => 1,
        };
        deepest = deepest.max(here);
    }
    deepest
}

const ELEMENTS: [&str; 34] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "menclose",
    "mstyle",
    "merror",
    "b",
    "i",
    "em",
    "code",
    "s",
    "u",
    "span",
    "none",
];

const ATTRIBUTES: [&str; 25] = [
    "display",
    "displaystyle",
    "scriptlevel",
    "mathvariant",
    "form",
    "stretchy",
    "symmetric",
    "largeop",
    "movablelimits",
    "accent",
    "accentunder",
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
    "linethickness",
    "width",
    "height",
    "depth",
    "voffset",
    "notation",
    "class",
    "style",
    "separator",
    "fence",
];

// The first element or attribute that is not one of those that only draw. The crate makes links and ids of `\eqref` and `\label`, which would be of the page and
// not of the formula.
fn stray(markup: &str) -> Option<&str> {
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..];
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len())];
        if !ELEMENTS.contains(&name) {
            return Some(if name.is_empty() { "<" } else { name });
        }
        rest = &tag[name.len()..];
        while let Some(attribute) = rest.strip_prefix(' ') {
            let Some((name, value)) = attribute.split_once("=\"") else { return Some("<") };
            let Some((value, after)) = value.split_once('"') else { return Some("<") };
            if !ATTRIBUTES.contains(&name) || value.contains(['<', '>', '\\']) || value.contains("url(") {
                return Some(name);
            }
            rest = after;
        }
        rest = rest.strip_prefix('/').unwrap_or(rest);
        let Some(after) = rest.strip_prefix('>') else { return Some("<") };
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas() {
        for (tex, expected) in [
            ("x^0 y", "<math><msup><mi>x</mi><mn>0</mn></msup><mi>y</mi></math>"),
            (r"\frac{a}{b}", "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>"),
            ("a<b", "<math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>"),
            (r"\sqrt[3]{x}", "<math><mroot><mi>x</mi><mn>3</mn></mroot></math>"),
            (r"\$5", "<math><mi>$</mi><mn>5</mn></math>"),
        ] {
            assert_eq!(mathml(tex, false).as_deref(), Ok(expected), "{tex}");
        }
        assert!(mathml("x", true).expect("a formula").starts_with("<math display=\"block\">"));
    }

    #[test]
    fn formulas_that_are_read() {
        for tex in [
            r"\sum_{i=0}^n i^2",
            r"\int_0^\infty e^{-x}\,dx",
            r"\left(\frac12\right)",
            r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
            r"\textcolor{red}{x}",
            r"\begin{cases}1 & x<0\\2 & x>0\end{cases}",
            r"\boxed{x+1}",
            r"\text{Cost} = \frac{\text{Users} \times 2}{12}",
            r"\vec{v}",
            r"\cancel{x}",
            r"\mathbb{R}",
            r"\overbrace{a}^{n}",
            r"\xrightarrow{f}",
            r"\begin{align}a&=b\\c&=d\end{align}",
            "é % rest",
            r"\dotsc",
            "",
        ] {
            let markup = mathml(tex, true);
            assert!(markup.is_ok(), "{tex}: {markup:?}");
            assert!(!markup.unwrap().contains("(1)"), "{tex}");
        }
        assert!(mathml(r"\begin{align}a\tag{7}\end{align}", true).unwrap().contains("(7)"));
    }

    #[test]
    fn markup_is_not_injected() {
        for (tex, shown) in [
            (r"\text{<script>alert(1)</script>}", "&lt;script&gt;"),
            ("<script>", "<mo lspace=\"0\">&lt;</mo>"),
            (r"\text{<img src=x onerror=y>}", "&lt;img"),
        ] {
            let markup = mathml(tex, false).expect(tex);
            assert!(markup.contains(shown) && !markup.contains("<script") && !markup.contains("<img"), "{markup}");
        }
        for tex in [r"\operatorname{<b>}", r"\operatorname{<script>}", r"\operatorname{<mi>x</mi>}", r"\operatorname*{<i>}x<y"] {
            assert!(mathml(tex, false).is_err(), "{tex}");
        }
    }

    #[test]
    fn formulas_that_are_refused() {
        for tex in [
            r"\href{javascript:x}{y}",
            r"\url{https://h.example}",
            r"\class{a}{x}",
            r"\style{a}{x}",
            r"\htmlId{a}{x}",
            r"\includegraphics{a}",
            r"\foo",
            "{",
            "}",
            "x_",
            "a & b",
            r"\def\a{\a\a}\a",
            r"\newcommand{\x}{1}",
            r"\input{a}",
            r"\begin{x}",
            r"\color{javascript:x}",
            r"\color{red;background:url(x)}y",
            r"\begin{align}a\tag{1}\label{b}\end{align}",
            r"\eqref{b}",
            "\\",
            "\\\u{0}",
            "\\é",
        ] {
            let message = mathml(tex, false).expect_err(tex);
            assert!(!message.is_empty() && !message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
        }
    }

    #[test]
    fn what_draws_nothing_is_found() {
        for (markup, expected) in [
            ("<math><mi mathvariant=\"normal\">x</mi><mspace width=\"1em\"/></math>", None),
            ("<math><script>", Some("script")),
            ("<math><a href=\"x\">", Some("a")),
            ("<math><mi id=\"x\">", Some("id")),
            ("<math><mi onclick=\"x\">", Some("onclick")),
            ("<math><mi style=\"background:url(x)\">", Some("style")),
            ("<math><mi href=x>", Some("<")),
            ("<math>a < b", Some("<")),
        ] {
            assert_eq!(stray(markup), expected, "{markup}");
        }
    }

    #[test]
    fn depths() {
        for (tex, expected) in [
            ("x+y", 0),
            ("{{x}}{y}", 2),
            (r"\hat\hat x", 2),
            ("{%}\n{%}\n", 2),
            (r"\{\{", 2),
            (r"\left(x\right)", 2),
            (r"\frac{\alpha}{\beta}", 3),
            ("}}{", 1),
            ("\\", 1),
        ] {
            assert_eq!(depth(tex), expected, "{tex}");
        }
        let flat = (0..70).map(|row| format!(r"\alpha_{{{row}}} & \beta \\ ")).collect::<String>();
        assert!(mathml(&format!(r"\begin{{align}}{flat}\end{{align}}"), true).is_ok());
    }

    #[test]
    fn deep_formulas_are_refused_and_not_fatal() {
        let cases: [(&str, &str); 14] = [
            ("{", "}"),
            (r"\frac{", "}{2}"),
            (r"\hat", ""),
            (r"\not", ""),
            ("x^{", "}"),
            (r"\left(", r"\right)"),
            (r"\begin{matrix}", r"\end{matrix}"),
            (r"\frac1", ""),
            (r"\color{red}a", ""),
            (r"\sqrt[", "]"),
            (r"\displaystyle x", ""),
            (r"\begin{matrix}&", ""),
            ("{%}\n", "}"),
            (r"\textcolor{red}{", "}"),
        ];
        for (open, close) in cases {
            for count in [20, 130, 199, 255, 1000, 20_000] {
                let tex = format!("{}x{}", open.repeat(count), close.repeat(count));
                let read = mathml(&tex, true);
                assert!(count < 1000 || read.is_err(), "{open} {count}");
            }
        }
        for cell in [r"\color{red}a&", r"\frac12&", r"\displaystyle a\\", r"{a}&", r"\hat a\\", "a&", "a'"] {
            let _ = mathml(&format!(r"\begin{{matrix}}{}\end{{matrix}}", cell.repeat(20_000)), true);
        }
        let _ = mathml(&"x+".repeat(200_000), true);
    }
}
