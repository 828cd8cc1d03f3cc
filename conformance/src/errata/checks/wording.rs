//! Sentences that say something else than is so, or nothing.

use super::{first, two};

/// What the pages say and what is not so, in their own words.
const WRONG: &[&str] = &[
    // A refresh token gets a new access token.
    "取得新的Refresh Token",
    // The public key is Workfront's; the other application needs the private one.
    "將公開金鑰與其他應用程式共用",
    // The token that the request gets is no "request token".
    "傳回要求Token",
    // Nor does it come together with the code.
    "以及授權代碼",
    // The code comes with the browser that is redirected, not from the API.
    "API會將授權碼傳送至ClientApp",
    // What the redirect includes is the server's duty and not the reader's.
    "重新導向必須包括",
    // The form data are JSON in the first example.
    "傳送不同的表單資料",
    // The time of issue, not of the problem.
    "Zeitpunkt des Problems",
    "晚于问题时间",
    // The server of another vendor, which is the default one and a custom one.
    "standardmäßigen benutzerdefinierten Autorisierungs-Server",
    // A refresh token is spent there, not requested.
    "Aktualisierungstoken anfordern",
    // It is the client that is shown to call the API.
    "muss der Ressourcen-Server sie validieren",
];

/// Words that are wrong as they stand.
pub(super) fn says_the_wrong_thing(texts: &[&str]) -> bool {
    WRONG.iter().any(|words| first(texts).contains(words))
}

/// A sentence that ends, or goes on, before its object: a full stop after the product's name in the middle of one, a blank where a
/// name should be, a preposition without its noun.
pub(super) fn sentence_is_cut(texts: &[&str]) -> bool {
    let text = first(texts);
    let stop_in_the_middle = text
        .split_once("]. ")
        .is_some_and(|(_, rest)| rest.starts_with(|next: char| !next.is_ascii()));
    stop_in_the_middle
        || text.contains("] 」")
        || text.contains(" in der erstellt")
        || text.starts_with("# 為建立")
}

/// English words in a translated sentence.
pub(super) fn left_untranslated(texts: &[&str]) -> bool {
    first(texts).contains("**one**") || first(texts).contains(") in [")
}

/// One page needs no scope, the other names one that the request includes.
pub(super) fn scope_is_and_is_not_needed(texts: &[&str]) -> bool {
    let (one, other) = two(texts);
    one.contains("不需要指定範圍") && other.contains("包含範圍")
}

/// One page has the secret made when the app is registered, the other by a button, as often as one likes.
pub(super) fn secret_comes_with_the_app_or_not(texts: &[&str]) -> bool {
    let (one, other) = two(texts);
    one.contains("註冊應用程式時產生") && other.contains("來產生新的用戶端密碼")
}

/// One translation says where the button is, and the other does not.
pub(super) fn one_copy_says_where(texts: &[&str]) -> bool {
    let (one, other) = two(texts);
    one.contains("Workfront") != other.contains("Workfront")
}
