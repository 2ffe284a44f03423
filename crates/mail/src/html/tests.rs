use super::*;

/// Checks what HTML becomes when it is shown.
fn shows(html: &str, shown: &str) {
    assert_eq!(sanitise(html), shown, "{html}");
}

#[test]
fn scripts_forms_and_frames_go() {
    shows("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>");
    shows("<p onclick=\"alert(1)\">a</p>", "<p>a</p>");
    shows("<form action=\"https://x.example\"><input name=a>b</form>", "b");
    shows("<button>a</button><select><option>b</select><textarea>c</textarea>d", "d");
    shows("<iframe src=\"https://x.example\">a</iframe>b", "b");
    shows("<object data=\"a\">b</object><embed src=\"c\">d", "d");
    shows("<svg><script>alert(1)</script><a href=\"javascript:a()\">b</a></svg>c", "c");
    shows("<math><mtext><style><img src=x onerror=alert(1)></style></math>a", "a");
    shows("<meta http-equiv=refresh content=\"0;url=https://x.example\">a", "a");
    shows("<base href=\"https://x.example\">a<link rel=stylesheet href=\"b\">", "a");
    shows("<head><title>a</title><style>b</style></head><body>c</body>", "c");
    shows("<!-- a --><p>b<![CDATA[c]]></p>", "<p>b</p>");
    shows("<p id=a class=b name=c>d</p>", "<p>d</p>");
    shows(
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "&lt;p title=\"<img>\"&gt;",
    );
}

/// Whether a link leads elsewhere, and what is left of it without saying so.
fn link(html: &str) -> String {
    let mut shown = sanitise(html);
    for said in [" target=\"_blank\"", " rel=\"noopener noreferrer nofollow\""] {
        assert!(shown.contains(said), "{html}: {shown}");
        shown = shown.replace(said, "");
    }
    shown
}

#[test]
fn links_lead_elsewhere_and_tell_nothing() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "vbscript:a",
        "data:text/html,<script>alert(1)</script>",
        "data:image/png;base64,AAAA",
        "cid:a@b",
        "file:///etc/passwd",
        "/desk/tickets/1",
        "//x.example",
        "#a",
    ] {
        assert_eq!(link(&format!("<a href=\"{address}\">a</a>")), "<a>a</a>");
    }
    let same = "<a href=\"mailto:a@x.example\">a</a>";
    assert_eq!(link(same), same);
    assert_eq!(
        link("<a href=\"https://x.example/?a=1&b=2\" target=\"_top\" rel=\"opener\">a</a>"),
        "<a href=\"https://x.example/?a=1&amp;b=2\">a</a>"
    );
}

#[test]
fn pictures_from_outside_are_not_loaded() {
    shows(
        "<img src=\"https://x.example/a.png?b&c\" alt=\"d\" width=1>",
        "<img data-blocked-src=\"https://x.example/a.png?b&amp;c\" alt=\"d\" width=\"1\">",
    );
    shows("<img srcset=\"https://x.example/a.png 2x\" alt=b>", "<img alt=\"b\">");
    shows("<img src=\"//x.example/a.png\">", "<img>");
    shows("<table background=\"https://x.example/a.png\"></table>", "<table></table>");
    shows("<video poster=\"https://x.example/a.png\"></video>a", "a");
    shows("<input type=image src=\"https://x.example/a.png\">a", "a");
    // Text that looks like what the cleaner writes stays text.
    let text =
        "<p title='<img src=\"https://x.example\">'>&lt;img src=\"https://y.example\"&gt;</p>";
    let shown = sanitise(text);
    assert!(!shown.contains("data-blocked-src"), "{shown}");
    let alt = "<img alt=' src=\"https://x.example/' src=\"https://y.example/\">";
    let shown = sanitise(alt);
    assert!(shown.contains("data-blocked-src=\"https://y.example/\""), "{shown}");
    assert!(!shown.contains(" src=\"https"), "{shown}");
}

#[test]
fn pictures_carried_along_are_shown() {
    shows("<img src=\"cid:a@b\">", "<img src=\"cid:a@b\">");
    let pixel = "<img src=\"data:image/png;base64,AAAA\">";
    shows(pixel, pixel);
    shows("<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">", "<img>");
    shows("<img src=\"data:text/html,a\">", "<img>");
    let served = |id: &str| (id == "a&b@c").then(|| "/files/1?a=\"b\"".to_owned());
    assert_eq!(
        sanitise_with("<img src=\"cid:a&amp;b%40c\"><img src=\"cid:d\">", served),
        "<img src=\"/files/1?a=&quot;b&quot;\"><img src=\"cid:d\">"
    );
}

#[test]
fn styles_load_nothing_and_cover_nothing() {
    shows("<p style=\"color: red; position: fixed; top: 0\">a</p>", "<p style=\"color:red\">a</p>");
    shows(
        "<p style=\"color: red; background-image: url('https://x.example'); width: 1px\">a</p>",
        "<p style=\"color:red;width:1px\">a</p>",
    );
    for style in [
        "background: url(https://x.example)",
        "color: red; x: 'a;background-color:url(https://x.example)'",
        "color: u/**/rl(https://x.example)",
        "background-color: url(https://x.example)",
        "color: \\75rl(https://x.example)",
        "width: expression(alert(1))",
        "list-style-image: url(https://x.example)",
        "color: red; background-image: image-set('https://x.example' 1x)",
        "behavior: url(a)",
    ] {
        let shown = sanitise(&format!("<p style=\"{style}\">a</p>"));
        assert!(!shown.contains("x.example") && !shown.contains("url"), "{style}: {shown}");
        assert!(!shown.contains("expression"), "{style}: {shown}");
    }
}

#[test]
fn what_looks_harmless_after_one_cleaning_is_harmless_after_two() {
    for html in [
        "<p>a &amp; b</p>",
        "<<script>script>alert(1)<</script>/script>",
        "<img src=x:x onerror=alert(1)//",
        "<table><td><form><p>a</form>",
        "\0<scr\0ipt>alert(1)</scr\0ipt>",
        "<a title=\"&quot;><script>alert(1)</script>\">b</a>",
    ] {
        let once = sanitise(html);
        assert!(!once.contains("<script") && !once.contains("onerror=\""), "{html}: {once}");
        assert_eq!(sanitise(&once), once, "{html}");
    }
}

#[test]
fn too_much_html_becomes_text() {
    let deep = format!("{}Hallo", "<div>".repeat(100_000));
    assert_eq!(sanitise(&deep), "<p>Hallo</p>");
    assert_eq!(text_of_html(&deep), "Hallo");
    let many: String = (0..100_000).map(|at| format!(" a{at}")).collect();
    assert!(sanitise(&format!("<p{many}>Hallo</p>")).contains("Hallo"));
    let quotes = format!("{}Hallo", "<blockquote>".repeat(1_000));
    assert_eq!(text_of_html(&quotes), "Hallo");
    let long = "<p>Hallo</p>".repeat(100_000);
    assert!(sanitise(&long).starts_with("<p>Hallo"));
}

#[test]
fn html_too_long_by_its_pictures_is_shown_without_them() {
    let picture = |bytes| format!("<img src=\"data:image/png;base64,{}\">", "A".repeat(bytes));
    let html = format!("<p>a</p>{}{}<p>b</p>", picture(2_000_000), picture(1_000));
    let shown = sanitise(&html);
    assert!(shown.starts_with("<p>a</p><img") && shown.ends_with("<p>b</p>"));
    assert!(shown.contains(&"A".repeat(1_000)) && shown.len() < 2_000);
    assert_eq!(text_of_html(&html), "a\n\nb");
}

#[test]
fn sloppy_html_is_still_html() {
    let cells = "<tr><td>a<td><b><font>b</b></font>".repeat(200);
    assert!(sanitise(&format!("<table>{cells}</table>")).contains("<td>a"));
    let breaks = "<p>a<br>".repeat(5_000);
    assert!(sanitise(&breaks).contains("<br>"));
}

#[test]
fn text_is_what_a_person_would_have_typed() {
    let cases = [
        ("<p>Hallo <b>Welt</b></p><p>zwei</p>", "Hallo Welt\n\nzwei"),
        ("a<br>b", "a\nb"),
        ("<style>p{}</style><script>a()</script><title>t</title>b", "b"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<p>a</p><blockquote>b<br>c</blockquote>", "a\n\n> b\n> c"),
        ("<a href=\"https://x.example/\">hier</a>", "hier <https://x.example/>"),
        ("<a href=\"https://x.example/\">https://x.example/</a>", "https://x.example/"),
        ("<a href=\"mailto:a@x.example\">a@x.example</a>", "a@x.example"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("<img src=\"https://x.example\" alt=\"Logo\">a", "[Logo]a"),
        ("Gr&uuml;&szlig;e &amp; &lt;Tsch&uuml;ss&gt;&nbsp;", "Grüße & <Tschüss>"),
        ("<h1>a</h1>b", "a\n\nb"),
        ("a\0b", "ab"),
        ("", ""),
        ("kein HTML", "kein HTML"),
        ("<p>offen", "offen"),
    ];
    for (html, text) in cases {
        assert_eq!(text_of_html(html), text, "{html}");
    }
}

#[test]
fn text_as_html_says_the_same() {
    assert_eq!(of_text("a < b\n\"c\""), "<p>a &lt; b<br>\n&quot;c&quot;</p>");
}

#[test]
fn content_ids_are_found() {
    let html = "<img src=\"cid:a@b\"><img src='cid:c%40d'><td background=cid:e>";
    let mut ids: Vec<_> = content_ids(html).into_iter().collect();
    ids.sort();
    assert_eq!(ids, ["a@b", "c@d", "e"]);
}
