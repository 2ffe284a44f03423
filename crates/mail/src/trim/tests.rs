use super::*;

/// Checks the parts of a text; each is given without the empty lines around it.
fn check(text: &str, fresh: &str, quoted: &str, signature: &str) {
    let parts = trim(text);
    assert_eq!(
        (parts.fresh.as_str(), parts.quoted.as_str(), parts.signature.as_str()),
        (fresh, quoted, signature),
        "{text}"
    );
}

#[test]
fn a_text_without_history_is_fresh() {
    check("", "", "", "");
    check("Der Drucker geht nicht.\n\nDanke", "Der Drucker geht nicht.\n\nDanke", "", "");
    check("Error 5:\nfoo > bar", "Error 5:\nfoo > bar", "", "");
    // These only look like marks.
    check("On the screen he wrote:\nHallo", "On the screen he wrote:\nHallo", "", "");
    check("Von: Halle 3\nNach: Halle 4", "Von: Halle 3\nNach: Halle 4", "", "");
    check("a\n-----\nb", "a\n-----\nb", "", "");
}

#[test]
fn quotes_below_with_their_introduction() {
    let introductions = [
        "On Mon, Mar 3, 2025 at 10:12 AM Anna Muster <anna@example.org> wrote:",
        "On Mon, Mar 3, 2025 at 10:12 AM Anna Muster\n<anna@example.org> wrote:",
        "On 2025-03-03 10:12, Anna Muster wrote:",
        "Am Mo., 3. März 2025 um 10:12 Uhr schrieb Anna Muster <anna@example.org>:",
        "Am Mo., 3. März 2025 um 10:12 Uhr schrieb Anna Muster <\nanna@example.org>:",
        "Am 03.03.2025 um 10:12 schrieb Anna Muster:",
        "Am 03.03.25 hat Anna Muster folgendes geschrieben:",
        "Anna Muster <anna@example.org> schrieb am Mo., 3. März 2025, 10:12:",
        "Le 3 mars 2025 à 10:12, Anna Muster <anna@example.org> a écrit :",
        "El 3 mar 2025, a las 10:12, Anna Muster <anna@example.org> escribió:",
        "Il giorno 3 mar 2025, alle ore 10:12, Anna Muster ha scritto:",
        "Op 3 mrt. 2025 om 10:12 schreef Anna Muster <anna@example.org>:",
        "Den 3. marts 2025 kl. 10.12 skrev Anna Muster <anna@example.org>:",
        "W dniu 3.03.2025 o 10:12, Anna Muster pisze:",
        "Anna Muster <anna@example.org> wrote:",
        "2025-03-03 10:12 GMT+01:00 Anna Muster <anna@example.org>:",
    ];
    for introduction in introductions {
        let quote = format!("{introduction}\n> Welches Gerät?\n>\n> Anna");
        check(&format!("Das in Raum 3.\n\n{quote}\n"), "Das in Raum 3.", &quote, "");
        let unmarked = format!("{introduction}\n\nWelches Gerät?\n\nAnna");
        check(&format!("Das in Raum 3.\n\n{unmarked}\n"), "Das in Raum 3.", &unmarked, "");
    }
}

#[test]
fn what_stands_right_above_an_introduction_is_fresh() {
    let quote = "On Mon, 3 Mar 2025, Anna Muster\n<anna@example.org> wrote:\n> Which?";
    check(&format!("On 2 of them.\nThanks\n{quote}"), "On 2 of them.\nThanks", quote, "");
}

#[test]
fn blocks_of_fields_as_outlook_writes_them() {
    let blocks = [
        "Von: Anna Muster <anna@example.org>\nGesendet: Montag, 3. März 2025 10:12\nAn: Desk\n\
         Betreff: Drucker",
        "*Von:* Anna Muster\n*Gesendet:* Montag\n*An:* Desk\n*Betreff:* Drucker",
        "From: Anna Muster\nSent: Monday, March 3, 2025 10:12 AM\nTo: Desk\nSubject: Printer",
        "From: Anna Muster\nDate: Monday, March 3, 2025\nTo: Desk <desk@example.org>;\n  Other\n\
         Subject: Printer",
        "De : Anna Muster\nEnvoyé : lundi 3 mars 2025\nÀ : Desk\nObjet : Imprimante",
        "________________________________\nVon: Anna Muster\nGesendet: Montag\nAn: Desk\n\
         Betreff: Drucker",
        "-----Ursprüngliche Nachricht-----\nVon: Anna Muster",
        "-----Original Message-----\nFrom: Anna Muster",
        "-------- Original-Nachricht --------\nDatum: Montag",
        "---------- Forwarded message ---------\nFrom: Anna Muster",
        "-------- Weitergeleitete Nachricht --------\nBetreff: Drucker",
    ];
    for block in blocks {
        let history = format!("{block}\n\nWelches Gerät?");
        check(&format!("Das in Raum 3.\n\n\n{history}\n"), "Das in Raum 3.", &history, "");
    }
}

#[test]
fn a_forwarded_mail_stays_whole() {
    let forwarded =
        "-----Original Message-----\nFrom: Anna\nSent: Monday\nTo: Desk\n\nBitte lesen.";
    check(forwarded, forwarded, "", "");
    check(&format!("\n\n{forwarded}"), forwarded, "", "");
}

#[test]
fn a_line_to_answer_above() {
    let history = "##- Bitte antworten Sie oberhalb dieser Zeile -##\n\nIhre Anfrage";
    check(&format!("Ja.\n\n{history}"), "Ja.", history, "");
}

#[test]
fn signatures_and_what_phones_add() {
    check("Ja.\n\n-- \nAnna Muster\nTel. 1", "Ja.", "", "-- \nAnna Muster\nTel. 1");
    check("Ja.\n--\nAnna", "Ja.", "", "--\nAnna");
    check("Ja.\n\nVon meinem iPhone gesendet", "Ja.", "", "Von meinem iPhone gesendet");
    check("Yes.\n\nSent from my iPhone\n", "Yes.", "", "Sent from my iPhone");
    check("Ja.\n\nHolen Sie sich Outlook für iOS", "Ja.", "", "Holen Sie sich Outlook für iOS");
    let quote = "Am 3.3.2025 um 10:12 schrieb Anna:\n> Ja?";
    check(&format!("Ja.\n\n-- \nBert\n\n{quote}"), "Ja.", quote, "-- \nBert");
    let block = "From: Anna\nSent: Monday\nTo: Desk\nSubject: Drucker\n\nJa?";
    check(&format!("Yes.\n\nGet Outlook for iOS\n{block}"), "Yes.", block, "Get Outlook for iOS");
}

#[test]
fn answers_below_the_quote() {
    let quote = "Am 3.3.2025 um 10:12 schrieb Anna:\n> Welches Gerät?\n> Anna";
    check(&format!("{quote}\n\nDas in Raum 3."), "Das in Raum 3.", quote, "");
    check(&format!("{quote}\n\nRaum 3.\n\n-- \nBert"), "Raum 3.", quote, "-- \nBert");
    check("> Welches?\nDas.", "Das.", "> Welches?", "");
}

#[test]
fn answers_between_the_quotes_keep_them() {
    let text = "Am 3.3.2025 um 10:12 schrieb Anna:\n> Welches Gerät?\nDas in Raum 3.\n\
                > Seit wann?\nSeit gestern.";
    check(text, text, "", "");
    let text = "Hallo,\n\n> Welches Gerät?\n\nDas in Raum 3.";
    check(text, text, "", "");
    check(&format!("{text}\n\n> Danke!"), text, "> Danke!", "");
}

#[test]
fn nothing_but_a_quote_leaves_nothing_fresh() {
    check("> Welches Gerät?", "", "> Welches Gerät?", "");
    let quote = "On Mon, 3 Mar 2025, Anna wrote:\n> Which?";
    check(quote, "", quote, "");
}

#[test]
fn every_line_is_in_one_part() {
    let text = "Ja.\n\n-- \nBert\n\nAm 3.3.2025 um 10:12 schrieb Anna:\n> a\n>> b\n\n> c\n";
    let parts = trim(text);
    let count = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    let of_parts = [&parts.fresh, &parts.quoted, &parts.signature].map(|part| count(part));
    assert_eq!(of_parts.iter().sum::<usize>(), count(text));
}

#[test]
fn texts_made_to_take_long_do_not() {
    let lines =
        ["On 1 wrote:\n", "> a\nb\n", "-- \n", "Von: a\nAn: b\n", "\n", "From:\n", "a ", "am 1 "];
    for line in lines {
        let text = line.repeat(100_000 / line.len());
        assert!(trim(&text).fresh.len() <= text.len());
    }
}
