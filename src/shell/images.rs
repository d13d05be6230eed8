//! Images: how wide and high those are that a site shows, so that no text moves when they arrive.
//!
//! In:    a site, and the root folder of its files.
//! Out:   the sizes, in the site.
//! Never: reads a file that the site does not publish; fails for an image that it cannot read: that one has no size.
//!
//! The only file that names `imagesize`.

use std::io::{BufReader, Read as _};

use super::disk::Root;
use crate::base::path::{FilePath, OutPath};
use crate::par;
use crate::site::Site;

const IMAGES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "webp", "bmp", "avif", "svg"];
// Where the first tag of a drawing ends, at the latest.
const SVG_HEAD: u64 = 4096;

/// Looks up the sizes of the images of a site.
pub fn measure(root: &Root, site: &mut Site) {
    let is_image = |file: &FilePath| IMAGES.iter().any(|extension| file.has_extension(extension));
    let images: Vec<(&OutPath, &FilePath)> = site.assets.iter().filter(|(_, file)| is_image(file)).collect();
    let sizes = par::map(&images, |(_, file)| {
        let open = root.open_file(file).ok()?;
        if file.has_extension("svg") {
            let mut head = Vec::new();
            open.take(SVG_HEAD).read_to_end(&mut head).ok()?;
            return svg_size(&String::from_utf8_lossy(&head));
        }
        let size = imagesize::reader_size(BufReader::with_capacity(1024, open)).ok()?;
        Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
    });
    site.image_sizes = images.into_iter().zip(sizes).filter_map(|((address, _), size)| Some((address.clone(), size?))).collect();
}

// The size of a drawing: its width and height in pixels, else that of its view box.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let value = |name: &str| {
        let rest = tag.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|char| matches!(char, '"' | '\''))?;
        rest[1..].split_once(quote).map(|(value, _)| value.trim())
    };
    let pixels = |text: &str| text.strip_suffix("px").unwrap_or(text).parse::<f32>().ok().filter(|size| (1.0..1e6).contains(size));
    // Below a million, and not below one.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was looked at")]
    let whole = |width: f32, height: f32| (width.round() as u32, height.round() as u32);
    if let (Some(width), Some(height)) = (value(" width").and_then(pixels), value(" height").and_then(pixels)) {
        return Some(whole(width, height));
    }
    let mut view = value("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
    Some(whole(pixels(view.next()?)?, pixels(view.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::svg_size;

    #[test]
    fn drawings() {
        let table = [
            (r#"<?xml version="1.0"?><svg xmlns="x" width="40" height='20.4px'>"#, Some((40, 20))),
            (r#"<svg viewBox="0 0 640 480"><rect width="1" height="1"/>"#, Some((640, 480))),
            (r#"<svg width="100%" height="100%" viewBox="0,0,30,10">"#, Some((30, 10))),
            (r#"<svg width="100%">"#, None),
            (r#"<svg width="0" height="5">"#, None),
            ("<svg", None),
            ("", None),
        ];
        for (text, size) in table {
            assert_eq!(svg_size(text), size, "{text}");
        }
    }
}
