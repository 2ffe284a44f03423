//! From what a browser calls itself to what people call it: `Firefox auf Windows`.

use crate::pages::page::Page;

/// Marks of browsers. Most claim to be others as well, so the most particular stand first.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Marks of systems, in the same order.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The browser and the system it runs on, as far as they are known.
fn known(agent: &str) -> (Option<&'static str>, Option<&'static str>) {
    let find = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    (find(&BROWSERS), find(&SYSTEMS))
}

/// A device in words.
pub(super) fn words(page: &Page, agent: &str) -> String {
    let (browser, system) = known(agent);
    let browser = browser.map_or_else(|| page.text("me-device-unknown").to_string(), str::to_owned);
    match system {
        Some(system) => {
            page.text("me-device").with("browser", browser).with("system", system).to_string()
        }
        None => browser,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_their_most_particular_mark() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)";
        let chrome = format!("{windows} {webkit} Chrome/140.0.0.0 Safari/537.36");
        for (agent, browser, system) in [
            (chrome.clone(), Some("Chrome"), Some("Windows")),
            (format!("{chrome} Edg/140.0.0.0"), Some("Edge"), Some("Windows")),
            (format!("{chrome} OPR/120.0.0.0"), Some("Opera"), Some("Windows")),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0".into(),
                Some("Firefox"),
                Some("Linux"),
            ),
            (
                format!("Mozilla/5.0 (Linux; Android 15) {webkit} Chrome/140 Mobile Safari/537.36"),
                Some("Chrome"),
                Some("Android"),
            ),
            (
                format!("{phone} Version/18.5 Mobile/15E148 Safari/604.1"),
                Some("Safari"),
                Some("iPhone"),
            ),
            (
                format!("{phone} FxiOS/143.0 Mobile/15E148 Safari/604.1"),
                Some("Firefox"),
                Some("iPhone"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15"
                    .into(),
                Some("Safari"),
                Some("Mac"),
            ),
            (String::new(), None, None),
            ("<script>".into(), None, None),
        ] {
            assert_eq!(known(&agent), (browser, system), "{agent}");
        }
    }
}
