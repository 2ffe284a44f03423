//! Several people at once: looked at first, then all of them or nobody.

use super::{Admin, says};
use desk::values::Role;
use store::on_both;

const TABLE: &str = "Name;E-Mail-Adresse;Rolle;Teams\n\
    Eva Adler;eva@x.example;Bearbeitung;1st Level|2nd Level\n\
    Ida <b>;ida@x.example;;\n";

fn file(name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"people.csv\"\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--xx--\r\n"].concat()
}

const PARTS: &str = "multipart/form-data; boundary=xx";

on_both! {
    fn a_table_is_shown_before_it_is_made(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        let path = "/admin/people/import";
        let page = ada.post(path, &[("table", TABLE)]);
        says(&page, 200, &[
            "2 Personen würden angelegt. Noch ist nichts geschehen.", "1st Level, 2nd Level",
            "Ida &#60;b&#62;", "Anfragende Person", "Alle 2 Personen anlegen",
        ]);
        assert_eq!(admin.found("eva@x.example"), None);
        assert_eq!(ada.post(path, &[("table", TABLE), ("make", "1")]).to(), "/admin/people?done=added");
        let (eva, ida) = (admin.found("eva@x.example").unwrap(), admin.found("ida@x.example").unwrap());
        assert_eq!((eva.role, eva.teams.len()), (Role::Agent, 2));
        assert_eq!((ida.role, ida.name.as_str()), (Role::Requester, "Ida <b>"));
        // The same again is told line by line, and nobody is made.
        let page = ada.post(path, &[("table", TABLE), ("make", "1")]);
        says(&page, 422, &["In 2 Zeilen stimmt etwas nicht", "Diese Adresse hat schon jemand."]);
        assert!(!page.text.contains("name=\"make\""));
        admin.is_clean();
    }

    fn everything_wrong_is_said_by_line_and_nobody_is_made(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        let table = "name,email,phone,role,teams\n\
            Gut,gut@x.example,,agent,1st Level\n\
            ,,,agent,\n\
            Böse,nobody,,boss,5th Level\n\
            Zwei,GUT@x.example,,requester,2nd Level\n\
            \"a\nb\",adam@stufe.example\n";
        for make in [&[("table", table)][..], &[("table", table), ("make", "1")]] {
            let page = ada.post("/admin/people/import", make);
            says(&page, 422, &[
                "In 4 Zeilen stimmt etwas nicht", "Wie lautet der Name?", "Das ist keine E-Mail-Adresse.",
                "Das gibt es hier nicht (mehr)", "boss", "5th Level", "Jedes nur einmal, bitte.",
                "Wer nur anfragt, ist in keinem Team", "Diese Adresse hat schon jemand.",
                "<th scope=\"row\">6</th>",
            ]);
            assert!(page.text.contains("Böse,nobody,,boss,5th Level"), "what was sent is still there");
            assert_eq!(admin.found("gut@x.example"), None);
        }
    }

    fn a_file_goes_before_what_was_pasted(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        let with_mark = [b"\xEF\xBB\xBF", TABLE.as_bytes()].concat();
        let page = ada.post_as("/admin/people/import", PARTS, file("file", &with_mark));
        says(&page, 200, &["2 Personen würden angelegt", "Eva Adler;eva@x.example"]);
        let latin = file("file", b"name,email\nM\xFCller,m@x.example\n");
        says(&ada.post_as("/admin/people/import", PARTS, latin), 422, &["nicht als UTF-8 gespeichert"]);
        for (fields, words) in [
            (file("file", b""), "Darin steht niemand."),
            (file("file", b"name;email\n"), "Darin steht niemand."),
            (file("other", b"x"), "Darin steht niemand."),
        ] {
            says(&ada.post_as("/admin/people/import", PARTS, fields), 422, &[words]);
        }
        let many = format!("name\n{}", "Jemand,\n".repeat(1_001));
        says(&ada.post("/admin/people/import", &[("table", &many)]), 422, &["Höchstens 1000 Personen"]);
        let large = file("file", &vec![b'x'; web::limits::FORM_BYTES_MAX + 1]);
        says(&ada.post_as("/admin/people/import", PARTS, large), 413, &["Das ist zu groß"]);
        let broken = "--xx\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx";
        says(&ada.post_as("/admin/people/import", PARTS, broken), 400, &["Das konnten wir nicht lesen"]);
        let zero = ada.post("/admin/people/import", &[("table", "name,email\na\0b,z@x.example")]);
        says(&zero, 200, &["a\u{FFFD}b"]);
    }

    fn a_thousand_are_taken_at_once(test: &TestDb) {
        let admin = Admin::on(test);
        let rows = (0..1_000).map(|n| format!("Person {n},p{n}@x.example\n"));
        let table = format!("name,email\n{}", rows.collect::<String>());
        let mut ada = admin.admin();
        says(&ada.post("/admin/people/import", &[("table", &table)]), 200, &["1000 Personen"]);
        let page = ada.post("/admin/people/import", &[("table", &table), ("make", "1")]);
        assert_eq!(page.to(), "/admin/people?done=added");
        says(&ada.get("/admin/people?q=person+999"), 200, &["Person 999"]);
    }
}
