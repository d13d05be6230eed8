//! Media: what an image's address shows when it is no picture — a film, a recording, or a player of a known host.
//!
//! In:    the address in `![…](address)`.
//! Out:   `Media`, for the addresses that mean one.
//! Never: puts anything into the address of a player but what it has checked; looks at the file.
//!
//! Source of the rule: Markdig (`MediaLinkExtension`). Two of its accidents are repaired: a host is known by its whole name, not by how it begins,
//! and the query of a relative address does not hide its extension.

/// What stands in the place of an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Media {
    /// A film.
    Video {
        /// The type of its source.
        mime: &'static str,
    },
    /// A recording.
    Audio {
        /// The type of its source.
        mime: &'static str,
    },
    /// The player of a host.
    Frame {
        /// The address of the player, complete and safe as it is.
        src: String,
        /// The CSS class of the frame.
        class: &'static str,
    },
}

/// What an image's address shows. `None`: a picture.
pub(crate) fn of(url: &str) -> Option<Media> {
    if let Some(address) = Address::of(url)
        && let Some(media) = frame(&address)
    {
        return Some(media);
    }
    let path = &url[..url.find(['?', '#']).unwrap_or(url.len())];
    let extension = path.rsplit_once('.')?.1.to_ascii_lowercase();
    let (_, mime) = TYPES.iter().find(|(known, _)| *known == extension)?;
    Some(if mime.starts_with("audio/") { Media::Audio { mime } } else { Media::Video { mime } })
}

/// The parts of an absolute address that are looked at.
struct Address<'a> {
    host: String,
    path: &'a str,
    query: &'a str,
}

impl<'a> Address<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let rest = ["https://", "http://", "//"]
            .iter()
            .find_map(|prefix| url.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)).map(|_| &url[prefix.len()..]))?;
        let rest = &rest[..rest.find('#').unwrap_or(rest.len())];
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Some(Self { host: host.to_ascii_lowercase(), path, query })
    }

    fn segments(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.path.split('/').filter(|segment| !segment.is_empty())
    }

    fn value(&self, key: &str) -> Option<&'a str> {
        self.query.split('&').find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == key).map(|(_, value)| value))
    }
}

fn frame(address: &Address<'_>) -> Option<Media> {
    let mut segments = address.segments();
    let first = segments.next()?;
    let (src, class) = match address.host.as_str() {
        "www.youtube.com" | "youtube.com" | "m.youtube.com" => match first.to_ascii_lowercase().as_str() {
            "watch" => (youtube(address.value("v")?, address)?, "youtube"),
            "shorts" => (youtube(segments.next()?, address)?, "youtubeshort"),
            "embed" => (youtube(segments.next()?, address)?, "youtube"),
            _ => return None,
        },
        "youtu.be" => (youtube(first, address)?, "youtube"),
        "vimeo.com" | "www.vimeo.com" => (vimeo(address)?, "vimeo"),
        "music.yandex.ru" => {
            let (album, "track", track) = (id(segments.next()?)?, segments.next()?, id(segments.next()?)?) else { return None };
            if first != "album" {
                return None;
            }
            (format!("https://music.yandex.ru/iframe/#track/{track}/{album}/"), "yandex")
        }
        "ok.ru" => (format!("https://ok.ru/videoembed/{}", id(segments.last().unwrap_or(first))?), "odnoklassniki"),
        _ => return None,
    };
    Some(Media::Frame { src, class })
}

fn youtube(video: &str, address: &Address<'_>) -> Option<String> {
    let start = address.value("t").or_else(|| address.value("start")).and_then(seconds);
    let src = format!("https://www.youtube.com/embed/{}", id(video)?);
    Some(start.map_or_else(|| src.clone(), |start| format!("{src}?start={start}")))
}

// A film that is not listed has a second number, without which it is not shown.
fn vimeo(address: &Address<'_>) -> Option<String> {
    let mut segments = address.segments().skip_while(|segment| !segment.bytes().all(|byte| byte.is_ascii_digit()));
    let src = format!("https://player.vimeo.com/video/{}", segments.next()?);
    Some(segments.next().and_then(id).map_or_else(|| src.clone(), |hash| format!("{src}?h={hash}")))
}

fn id(text: &str) -> Option<&str> {
    let is_one = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_one.then_some(text)
}

// `90`, `90s`, `1m30s`.
fn seconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut number: Option<u64> = None;
    for c in text.chars() {
        let factor = match c {
            '0'..='9' => {
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(u64::from(c.to_digit(10)?))?);
                continue;
            }
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total = total.checked_add(number.take()?.checked_mul(factor)?)?;
    }
    total.checked_add(number.unwrap_or(0)).filter(|_| !text.is_empty())
}

// Markdig's table.
const TYPES: &[(&str, &str)] = &[
    ("3gp", "video/3gpp"),
    ("3g2", "video/3gpp2"),
    ("avi", "video/x-msvideo"),
    ("uvh", "video/vnd.dece.hd"),
    ("uvm", "video/vnd.dece.mobile"),
    ("uvu", "video/vnd.uvvu.mp4"),
    ("uvp", "video/vnd.dece.pd"),
    ("uvs", "video/vnd.dece.sd"),
    ("uvv", "video/vnd.dece.video"),
    ("fvt", "video/vnd.fvt"),
    ("f4v", "video/x-f4v"),
    ("flv", "video/x-flv"),
    ("fli", "video/x-fli"),
    ("h261", "video/h261"),
    ("h263", "video/h263"),
    ("h264", "video/h264"),
    ("jpm", "video/jpm"),
    ("jpgv", "video/jpeg"),
    ("m4v", "video/x-m4v"),
    ("asf", "video/x-ms-asf"),
    ("pyv", "video/vnd.ms-playready.media.pyv"),
    ("wm", "video/x-ms-wm"),
    ("wmx", "video/x-ms-wmx"),
    ("wmv", "video/x-ms-wmv"),
    ("wvx", "video/x-ms-wvx"),
    ("mj2", "video/mj2"),
    ("mxu", "video/vnd.mpegurl"),
    ("mpeg", "video/mpeg"),
    ("mp4", "video/mp4"),
    ("ogv", "video/ogg"),
    ("webm", "video/webm"),
    ("qt", "video/quicktime"),
    ("movie", "video/x-sgi-movie"),
    ("viv", "video/vnd.vivo"),
    ("adp", "audio/adpcm"),
    ("aac", "audio/x-aac"),
    ("aif", "audio/x-aiff"),
    ("uva", "audio/vnd.dece.audio"),
    ("eol", "audio/vnd.digital-winds"),
    ("dra", "audio/vnd.dra"),
    ("dts", "audio/vnd.dts"),
    ("dtshd", "audio/vnd.dts.hd"),
    ("rip", "audio/vnd.rip"),
    ("lvp", "audio/vnd.lucent.voice"),
    ("m3u", "audio/x-mpegurl"),
    ("pya", "audio/vnd.ms-playready.media.pya"),
    ("wma", "audio/x-ms-wma"),
    ("wax", "audio/x-ms-wax"),
    ("mid", "audio/midi"),
    ("mp3", "audio/mpeg"),
    ("mpga", "audio/mpeg"),
    ("mp4a", "audio/mp4"),
    ("ecelp4800", "audio/vnd.nuera.ecelp4800"),
    ("ecelp7470", "audio/vnd.nuera.ecelp7470"),
    ("ecelp9600", "audio/vnd.nuera.ecelp9600"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("weba", "audio/webm"),
    ("ram", "audio/x-pn-realaudio"),
    ("rmp", "audio/x-pn-realaudio-plugin"),
    ("au", "audio/basic"),
    ("wav", "audio/x-wav"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        for (url, expected) in [
            ("https://h.example/v.mp4", "video/mp4"),
            ("media/V.WebM", "video/webm"),
            ("a.mp3?x=1#t", "audio/mpeg"),
            ("//h.example/a/b.ogg?c.png", "audio/ogg"),
            ("~/x/y.wav", "audio/x-wav"),
        ] {
            let mime = match of(url) {
                Some(Media::Video { mime } | Media::Audio { mime }) => Some(mime),
                Some(Media::Frame { .. }) | None => None,
            };
            assert_eq!(mime, Some(expected), "{url}");
        }
        assert!(matches!(of("a.mp3"), Some(Media::Audio { .. })));
    }

    #[test]
    fn players() {
        for (url, expected, expected_class) in [
            ("https://www.youtube.com/watch?v=aB-_9", "https://www.youtube.com/embed/aB-_9", "youtube"),
            ("//youtube.com/watch?a=b&v=x1&t=1m30s", "https://www.youtube.com/embed/x1?start=90", "youtube"),
            ("HTTP://WWW.YouTube.com/shorts/x1?feature=share", "https://www.youtube.com/embed/x1", "youtubeshort"),
            ("https://www.youtube.com/embed/x1?start=7", "https://www.youtube.com/embed/x1?start=7", "youtube"),
            ("https://youtu.be/x1?t=12", "https://www.youtube.com/embed/x1?start=12", "youtube"),
            ("https://vimeo.com/channels/c/123", "https://player.vimeo.com/video/123", "vimeo"),
            ("https://vimeo.com/123/ab9", "https://player.vimeo.com/video/123?h=ab9", "vimeo"),
            ("https://music.yandex.ru/album/1/track/2", "https://music.yandex.ru/iframe/#track/2/1/", "yandex"),
            ("https://ok.ru/video/26870", "https://ok.ru/videoembed/26870", "odnoklassniki"),
        ] {
            assert_eq!(of(url), Some(Media::Frame { src: expected.to_owned(), class: expected_class }), "{url}");
        }
    }

    #[test]
    fn pictures() {
        for url in [
            "",
            "a.png",
            "mp4",
            "a.mp4/b",
            "https://www.youtube.com/watch",
            "https://www.youtube.com/watch?v=\"><b",
            "https://youtu.be/",
            "https://vimeo.com/about",
            "https://www.youtube.com.h.example/embed/x",
            "ftp://youtu.be/x",
            "https://youtu.be/é",
            "https://",
            "//",
            "https://é",
        ] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
