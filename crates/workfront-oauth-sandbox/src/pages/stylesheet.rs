//! The one stylesheet, served under the hash of its bytes: a browser may keep it for good, and a new one has a new address.

use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

/// The stylesheet itself.
pub(crate) const CSS: &str = include_str!("../../templates/style.css");

/// Where it is served: `/assets/{16 hexadecimal digits}.css`.
pub(crate) fn path() -> &'static str {
    static PATH: LazyLock<String> = LazyLock::new(|| {
        let hash = Sha256::digest(CSS.as_bytes());
        let digits: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("/assets/{digits}.css")
    });
    &PATH
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The colours named in a block of the stylesheet.
    fn colours(block: &str) -> BTreeMap<&str, [f64; 3]> {
        block
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
            .map(|(name, digits)| {
                let value = u32::from_str_radix(digits.trim_end_matches(';'), 16).unwrap();
                let channel = |shift: u32| f64::from(value >> shift & 0xff) / 255.0;
                (name, [channel(16), channel(8), channel(0)])
            })
            .collect()
    }

    /// The contrast ratio of WCAG 2.2.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let luminance = |colour: [f64; 3]| {
            let [red, green, blue] = colour.map(|channel| match channel {
                dark if dark <= 0.04045 => dark / 12.92,
                bright => ((bright + 0.055) / 1.055).powf(2.4),
            });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_can_be_read_in_both_themes() {
        let (light, rest) = CSS.split_once("@media (prefers-color-scheme: dark)").unwrap();
        let (dark, _) = rest.split_once("*, *::before").unwrap();
        let (light, dark) = (colours(light), colours(dark));
        assert!(light.len() >= 17 && light.keys().eq(dark.keys()), "each theme names each colour");
        // 4.5 for text (success criterion 1.4.3), 3 for the edges of fields and the ring of focus (1.4.11).
        for (over, under, least) in [
            ("text", "page", 4.5),
            ("text", "surface", 4.5),
            ("text", "sunken", 4.5),
            ("text", "line", 4.5),
            ("text", "danger-soft", 4.5),
            ("text", "warn-soft", 4.5),
            ("text", "accent-soft", 4.5),
            ("quiet", "page", 4.5),
            ("quiet", "surface", 4.5),
            ("quiet", "sunken", 4.5),
            ("quiet", "accent-soft", 4.5),
            ("accent", "page", 4.5),
            ("accent", "surface", 4.5),
            ("accent", "accent-soft", 4.5),
            ("accent-strong", "surface", 4.5),
            ("on-accent", "accent", 4.5),
            ("on-accent", "accent-strong", 4.5),
            ("danger", "surface", 4.5),
            ("danger", "danger-soft", 4.5),
            ("good", "good-soft", 4.5),
            ("warn", "warn-soft", 4.5),
            ("on-bar", "bar", 4.5),
            ("on-bar-quiet", "bar", 4.5),
            ("edge", "surface", 3.0),
            ("edge", "page", 3.0),
            ("edge", "sunken", 3.0),
            ("accent", "warn-soft", 3.0),
        ] {
            for (theme, colours) in [("light", &light), ("dark", &dark)] {
                let ratio = contrast(colours[over], colours[under]);
                assert!(ratio >= least, "{theme}: {over} on {under} is {ratio:.2}");
            }
        }
    }

    #[test]
    fn black_on_white_is_21_to_1() {
        assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn the_address_changes_with_the_bytes_and_nothing_comes_from_elsewhere() {
        assert!(path().starts_with("/assets/") && path().len() == "/assets/.css".len() + 16);
        for elsewhere in ["url(", "@import", "http:", "https:"] {
            assert!(!CSS.contains(elsewhere), "{elsewhere}");
        }
    }
}
