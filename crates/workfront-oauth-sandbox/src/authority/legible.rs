//! What the text of an app must not do on a page that asks a person for a decision.
//!
//! A name stands in the middle of a sentence of the consent page. Most of Unicode is welcome there; a few characters are not,
//! because they change what is around them: those that turn the direction of the text (Unicode Technical Report 36, "Bidirectional
//! Text Spoofing"), and marks piled up until they cover the lines above. A name that nobody can see is none.

use icu_properties::props::{
    BidiClass, DefaultIgnorableCodePoint, GeneralCategory, PrependedConcatenationMark,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Whether something of `text` leaves ink on the page by itself.
pub(super) fn can_be_seen(text: &str) -> bool {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let arabic_sign = CodePointSetData::new::<PrependedConcatenationMark>();
    text.chars().any(|c| match category(c) {
        GeneralCategory::Control
        | GeneralCategory::SpaceSeparator
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator
        | GeneralCategory::NonspacingMark
        | GeneralCategory::EnclosingMark => false,
        GeneralCategory::Format => arabic_sign.contains(c),
        // Among the ignorable are letters, too, such as the Hangul filler.
        _ => !ignorable.contains(c) && c != BLANK_BRAILLE,
    })
}

/// What `text` does to the text around it, if anything.
pub(super) fn fault(text: &str) -> Option<&'static str> {
    let direction = CodePointMapData::<BidiClass>::new();
    let mut marks = 0;
    for c in text.chars() {
        if matches!(
            direction.get(c),
            BidiClass::LeftToRightEmbedding
                | BidiClass::LeftToRightIsolate
                | BidiClass::LeftToRightOverride
                | BidiClass::RightToLeftEmbedding
                | BidiClass::RightToLeftIsolate
                | BidiClass::RightToLeftOverride
                | BidiClass::FirstStrongIsolate
                | BidiClass::PopDirectionalFormat
                | BidiClass::PopDirectionalIsolate
        ) {
            return Some("a character that turns the direction of the text around it");
        }
        marks = match category(c) {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => marks + 1,
            _ => 0,
        };
        if marks > MOST_MARKS {
            return Some("more than six marks on one letter");
        }
    }
    None
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Of one letter. Unicode Technical Standard 39, §5.4, is wary of more than four; words of Burmese and Tibetan come to five.
const MOST_MARKS: usize = 6;
/// A symbol by its category, and nothing to see.
const BLANK_BRAILLE: char = '\u{2800}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_of_any_script_are_welcome() {
        for name in [
            "Planner for ClientApp",
            "مُخَطِّطُ المَشاريعِ",
            "ابزار\u{200c}ها",
            "שָׁלוֹם\u{200f}!",
            "प्रोजेक्ट योजना\u{200d}",
            "ผู้จัดการโครงการ",
            "Ứng dụng lập kế hoạch",
            "U\u{31b}\u{301}ng du\u{323}ng la\u{323}\u{302}p",
            "လျှို့ဝှက်",
            "བསྒྲུབས",
            "项目计划",
            "プロジェクト",
            "프로젝트",
            "👩‍👩‍👧‍👦",
            "❤\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "\u{600}",
            "!",
        ] {
            assert!(can_be_seen(name), "{name:?}");
            assert_eq!(fault(name), None, "{name:?}");
        }
    }

    #[test]
    fn nothing_is_no_name() {
        for name in [
            "",
            " \t\u{a0}\u{2003}\u{3000}\u{2028}",
            "\u{200b}",
            "\u{200d}\u{200e}\u{feff}\u{61c}",
            "\u{3164}",
            "\u{115f}\u{1160}\u{ffa0}",
            "\u{fe0f}\u{e0100}",
            "\u{2800}",
            "\u{301}",
            "\u{e0067}",
            "\u{fff9}",
        ] {
            assert!(!can_be_seen(name), "{name:?}");
        }
    }

    #[test]
    fn what_changes_the_text_around_it_is_found() {
        let turning = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
        for c in turning {
            let found = fault(&format!("a{c}b"));
            assert!(found.is_some_and(|fault| fault.contains("direction")), "{c:?}");
        }
        for c in ['\u{301}', '\u{20dd}', '\u{e47}', '\u{5b0}'] {
            let with = |marks: usize| format!("Z{}a", c.to_string().repeat(marks));
            assert_eq!(fault(&with(MOST_MARKS)), None, "{c:?}");
            assert!(fault(&with(MOST_MARKS + 1)).is_some_and(|fault| fault.contains("marks")));
        }
    }
}
