//! Images: how wide and high those are that a site shows, so that no text moves when they arrive.
//!
//! In:    a site, and the root folder of its files.
//! Out:   the sizes, in the site.
//! Never: reads a file that the site does not publish; fails for an image that it cannot read: that one has no size.
//!
//! The only file that names `imagesize`.

use std::io::BufReader;

use super::disk::Root;
use crate::base::path::{FilePath, OutPath};
use crate::par;
use crate::site::Site;

const IMAGES: [&str; 7] = ["png", "jpg", "jpeg", "gif", "webp", "bmp", "avif"];

/// Looks up the sizes of the images of a site.
pub fn measure(root: &Root, site: &mut Site) {
    let is_image = |file: &FilePath| IMAGES.iter().any(|extension| file.has_extension(extension));
    let images: Vec<(&OutPath, &FilePath)> = site.assets.iter().filter(|(_, file)| is_image(file)).collect();
    let sizes = par::map(&images, |(_, file)| {
        let size = imagesize::reader_size(BufReader::with_capacity(1024, root.open_file(file).ok()?)).ok()?;
        Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
    });
    site.image_sizes = images.into_iter().zip(sizes).filter_map(|((address, _), size)| Some((address.clone(), size?))).collect();
}
