admin-title = Verwaltung
admin-overview = Übersicht
admin-people = Personen
admin-teams = Teams
admin-services = Dienste
admin-next = Was noch fehlt
admin-complete = Alles eingerichtet: Jede Stufe hat Teams, jedes Team Leute, jeder Dienst ein Team.
admin-have = Was eingerichtet ist
admin-channels = Wie Anfragen ankommen
admin-latest = Zuletzt geändert
admin-no-changes = Noch wurde nichts geändert.
admin-save = Speichern
admin-cancel = Abbrechen
admin-active = Ist da
admin-left = Nicht mehr da
admin-any-role = Alle Rollen
admin-changed = Jemand hat das inzwischen geändert. Ihre Eingaben stehen noch da und sind nicht gespeichert. Vergleichen Sie, und speichern Sie dann noch einmal.
admin-stands-now = Dort steht jetzt:
admin-done-saved = Gespeichert.
admin-done-added = Angelegt.
admin-done-left = Abgemeldet und als nicht mehr da vermerkt. Offene Vorgänge gehen zurück in die Warteschlangen.
admin-done-back = Wieder da. Ein Kennwort gilt weiter, Schlüssel und Sitzungen nicht.
admin-done-signed-out = Überall abgemeldet.
admin-done-revoked = Der Schlüssel gilt nicht mehr.
admin-done-retired = Aufgelöst.
admin-done-restored = Wieder im Katalog.

missing-name = Der Service Desk hat noch keinen Namen.
missing-name-do = Organisation benennen
missing-tier = Auf Stufe { $tier } gibt es kein Team: Dorthin kann niemand weiterleiten.
missing-tier-do = Team anlegen
missing-agents = Niemand bearbeitet Anfragen. Legen Sie die Leute an, die das tun.
missing-people-do = Person anlegen
missing-members = In diesen Teams ist niemand:
missing-leads = Niemand leitet den Service Desk. Wer hierarchisch eskaliert, erreicht nur die Verwaltung.
missing-services = Der Katalog ist leer: Niemand kann sagen, worum es geht.
missing-services-do = Dienst anlegen
missing-service-teams = Um diese Dienste kümmert sich kein Team:
missing-checklists = Diese Teams fragen bei einer Übergabe noch nichts ab:
missing-more = und { $n } weitere

people-count = { $n ->
    [one] { $n } Person
   *[other] { $n } Personen
}
services-count = { $n ->
    [one] { $n } Dienst
   *[other] { $n } Dienste
}
open-count = { $n ->
    [0] nichts offen
   *[other] { $n } offen
}
asks-count = { $n ->
    [one] { $n } Punkt bei der Übergabe
   *[other] { $n } Punkte bei der Übergabe
}
channel-portal-how = Alle, die angelegt sind und ein Kennwort haben, fragen selbst.
channel-phone-how = Wer am Telefon ist, nimmt auf.
channel-mail-how = Ihr Mailserver reicht sie weiter an
channel-api-how = Andere Systeme, mit dem Schlüssel einer Person.

people-find = Name, E-Mail oder Telefon
people-look = Suchen
people-none = Niemand passt dazu.
people-none-yet = Bis hierher passt niemand. Es gibt noch mehr, die so anfangen.
people-pages = Seiten
people-first = Zum Anfang
people-next = Weiter
people-import = Mehrere einlesen
person-new = Person anlegen
person-add = Anlegen
person-data = Angaben
person-phone = Telefon
person-role = Rolle
person-state = Stand
person-teams = Teams
person-teams-hint = Nur wer bearbeitet, leitet oder verwaltet, ist in Teams.
person-left = nicht mehr da
person-invite = Link zum Kennwort ausstellen
person-invite-hint = Sie sehen ihn gleich einmal und geben ihn weiter. Er gilt 7 Tage.
person-access = Anmeldung
person-leave = Nicht mehr da
person-leave-text = { $n ->
    [0] Die Person kann sich nicht mehr anmelden, ihre Schlüssel enden. Alles, was sie getan hat, bleibt.
    [one] Die Person kann sich nicht mehr anmelden, ihre Schlüssel enden, ihr offener Vorgang geht zurück in die Warteschlange. Alles, was sie getan hat, bleibt.
   *[other] Die Person kann sich nicht mehr anmelden, ihre Schlüssel enden, ihre { $n } offenen Vorgänge gehen zurück in die Warteschlangen. Alles, was sie getan hat, bleibt.
}
person-leave-do = Als nicht mehr da vermerken
person-return = Wieder da
person-return-text = Rolle und Teams gelten wieder wie zuvor.
person-return-do = Zurückholen
password-is-set = Ein Kennwort ist gesetzt.
password-is-missing = Noch kein Kennwort: Die Person kann sich nicht anmelden.
link-until = Ein Link gilt bis { $until }.
link-make = Link zum Kennwort ausstellen
link-make-reset = Neues Kennwort ermöglichen
link-invitation = Einladung
link-invitation-do = Geben Sie diesen Link weiter. Wer ihn öffnet, wählt ein Kennwort. Er gilt einmal, bis { $until }.
link-reset = Neues Kennwort
link-reset-do = Geben Sie diesen Link jetzt weiter. Er gilt einmal, bis { $until }. Das alte Kennwort gilt, bis ein neues gewählt ist.
link-label = Link
secret-once = Das sehen Sie nur jetzt. Wir bewahren es nicht auf.
secret-on = Weitergegeben, weiter
sessions-count = { $n ->
    [0] Zurzeit nirgends angemeldet.
    [one] In { $n } Browser angemeldet.
   *[other] In { $n } Browsern angemeldet.
}
sessions-seen = Zuletzt gesehen:
sessions-end = Überall abmelden
tokens = Schlüssel für die Schnittstelle
tokens-none = Keine.
token-number = Schlüssel { $n }
token-new = Neuen Schlüssel ausstellen
token-may = Er darf
token-lasts = Er gilt
token-endless = ohne Ende
token-ends = bis
token-ended = abgelaufen
token-make = Ausstellen
token-made = Der neue Schlüssel
token-made-do = Andere Systeme senden ihn mit jeder Anfrage und handeln damit für diese Person.
token-label = Schlüssel
token-revoke = Sperren
scope-read = Lesen
scope-write = Schreiben

import-what = Tabelle wählen oder einfügen
import-again = Andere Tabelle
import-hint = Spalten: Name, E-Mail, Telefon, Rolle, Teams; getrennt durch Komma, Strichpunkt oder Tabulator. Ohne Rolle fragt jemand nur an. Mehrere Teams trennen Sie mit einem senkrechten Strich.
import-file = CSV-Datei (UTF-8)
import-table = Oder hier einfügen
import-table-hint = Eine gewählte Datei geht vor.
import-look = Vorschau
import-preview = Vorschau
import-line = Zeile
import-right = { $n ->
    [one] { $n } Person würde angelegt. Noch ist nichts geschehen.
   *[other] { $n } Personen würden angelegt. Noch ist nichts geschehen.
}
import-wrong = { $n ->
    [one] In { $n } Zeile stimmt etwas nicht. Es wurde niemand angelegt. Berichtigen Sie die Tabelle.
   *[other] In { $n } Zeilen stimmt etwas nicht. Es wurde niemand angelegt. Berichtigen Sie die Tabelle.
}
import-make = { $n ->
    [one] { $n } Person anlegen
   *[other] Alle { $n } Personen anlegen
}
import-bytes = Die Datei ist nicht als UTF-8 gespeichert. Wählen Sie beim Speichern „CSV UTF-8“.
import-nothing = Darin steht niemand.
import-too-much = Höchstens { $n } Personen auf einmal. Teilen Sie die Tabelle auf.

teams-text = Von unten nach oben. Was eine Stufe nicht löst, geht mit einer Übergabe an die nächste.
team-new = Team anlegen
team-new-on = Team auf Stufe { $tier }
team-add = Anlegen
team-data = Angaben
team-name = Name
team-provider = Dienstleister
team-provider-hint = Nur wenn das Team zu einer anderen Firma gehört. Es sieht dann nur, was es bearbeitet.
team-checklist = Was eine Übergabe beantworten muss
team-checklist-hint = Ein Punkt je Zeile. Wer an dieses Team weiterleitet, beantwortet jeden.
team-tier-hint = Eine Stufe gilt für immer; später tritt ein anderes Team an die Stelle.
tier-empty = Noch kein Team.
tier-higher = Eine Stufe { $tier } beginnen
teams-retired = Aufgelöste Teams
team-followed-by = jetzt bei
team-members = Wer darin arbeitet
team-nobody = Noch niemand.
member-add = Jemanden dazunehmen
member-add-do = Dazunehmen
member-remove = Herausnehmen
team-retire = Auflösen
team-retire-text = { $n ->
    [0] Zurzeit hat das Team nichts Offenes.
    [one] Sein offener Vorgang geht an einen Nachfolger.
   *[other] Seine { $n } offenen Vorgänge gehen an einen Nachfolger.
}
team-retire-look = Auflösen und sehen, was folgt
retire-title = { $team } auflösen
retire-follows = Das folgt daraus:
retire-tickets = { $n ->
    [0] Offene Vorgänge hat es keine; Wege gelöster Vorgänge führen künftig zum Nachfolger.
    [one] { $n } offener Vorgang geht sofort an den Nachfolger, und mit ihm, wo das Team auf dem Weg oder Ansprechpartner war.
   *[other] { $n } offene Vorgänge gehen sofort an den Nachfolger, und mit ihnen, wo das Team auf dem Weg oder Ansprechpartner war.
}
retire-people = { $n ->
    [0] Niemand ist darin.
    [one] { $n } Person ist nicht mehr darin.
   *[other] { $n } Personen sind nicht mehr darin.
}
retire-services = Der Nachfolger kümmert sich um:
retire-for-good = Rückgängig machen lässt es sich nicht. Was war, bleibt nachzulesen.
retire-successor = Wer übernimmt?
retire-choose = Bitte wählen
retire-successor-hint = Zuerst die Teams derselben Stufe. Ein Team einer anderen Stufe nimmt die Vorgänge dorthin mit.
retire-members = Die Leute wechseln zum Nachfolger
retire-do = Endgültig auflösen

services-text = Worum es gehen kann, und wer sich darum kümmert. Auf jeder Stufe bekommt das erste Team den Vorgang.
services-none = Noch keine Dienste
services-none-do = Dienste sagen, worum es geht, und welches Team sich kümmert.
services-retired = Nicht mehr im Katalog
service-new = Dienst anlegen
service-add = Anlegen
service-name = Name
service-teams = Wer sich kümmert
service-teams-hint = Auf jeder Stufe bekommt das erste Team den Vorgang; die anderen können ihn übernehmen.
service-unserved = Kein Team. Vorgänge dazu gehen an das erste Team der Stufe.
service-unsaved = Die Reihenfolge ist geändert, aber noch nicht gespeichert.
service-is-retired = nicht mehr im Katalog
service-retire = Aus dem Katalog nehmen
service-retire-text = Der Dienst lässt sich dann nicht mehr wählen. Vorgänge dazu behalten ihn.
service-retire-do = Herausnehmen
service-restore = Zurück in den Katalog
service-restore-text = Dann lässt er sich wieder wählen.
service-restore-do = Zurückholen
order-up = Nach oben
order-down = Nach unten
order-remove = Herausnehmen
order-add = Noch ein Team
order-add-do = Dazunehmen

change-by-desk = Kommandozeile oder Einrichtung
change-person-added = { $person } angelegt, als { $role }
change-person-renamed = Name geändert: { $person }
change-email-set = E-Mail-Adresse geändert: { $person }
change-phone-set = Telefon geändert: { $person }
change-role-set = { $person } ist jetzt { $role }
change-teams-set = { $person } arbeitet in { $teams }
change-no-teams = { $person } ist in keinem Team mehr
change-person-left = { $person } ist nicht mehr da
change-person-back = { $person } ist wieder da
change-password-set = Kennwort gesetzt: { $person }
change-link-issued = Link zum Kennwort ausgestellt: { $person }
change-sessions-ended = Überall abgemeldet: { $person }
change-signed-in = Angemeldet: { $person }
change-sign-in-refused = Anmeldung abgewiesen: { $person }
change-signed-out = Abgemeldet: { $person }
change-factor-set = Zweiter Faktor eingerichtet: { $person }
change-factor-removed = Zweiter Faktor entfernt: { $person }
change-codes-made = Neue Ersatzcodes: { $person }
change-code-used = Ersatzcode verbraucht: { $person }
change-factors-required = Zwei Faktoren am Service Desk verlangt
change-factors-free = Zwei Faktoren am Service Desk nicht mehr verlangt
change-token-issued = Schlüssel ausgestellt: { $person }
change-token-revoked = Schlüssel { $token } gesperrt
change-team-added = Team { $team } auf Stufe { $tier } angelegt
change-team-renamed = Team umbenannt: { $team }
change-provider-set = Dienstleister geändert: { $team }
change-checklist-set = Prüfpunkte der Übergabe geändert: { $team }
change-team-retired = Team { $team } aufgelöst; { $successor } übernimmt
change-service-added = Dienst { $service } angelegt
change-service-renamed = Dienst umbenannt: { $service }
change-service-teams = Um { $service } kümmern sich { $teams }
change-service-retired = Dienst { $service } aus dem Katalog genommen
change-service-restored = Dienst { $service } zurück im Katalog
change-desk-named = Der Service Desk gehört zu { $name }
change-reach-set = Weite der Sicht des Teams { $team } geändert
change-service-confidential = Vertraulichkeit des Dienstes { $service } geändert
change-data-rules = Datenregeln des Dienstleisters { $name } geändert
change-confidential-read = Vertrauliches Ticket #{ $number } geöffnet
team-keeps-to-own = Mitglieder sehen nur die Tickets ihrer eigenen Teams
service-confidential = Vertraulich: Was dazu gefragt wird, sehen nur die Teams dieses Dienstes
providers = Datenregeln der Dienstleister
providers-text = Leute eines Dienstleisters sehen ein Ticket, solange ihr Team es hält oder auf seinem Weg steht, danach noch so lange wie hier steht. Vertrauliches sehen sie nie, wenn ihr Team nicht benannt ist.
providers-none = Kein Team gehört einem Dienstleister.
rules-read-on = Tage, die sie danach noch lesen
rules-requester = Wer anfragt
rules-attachments = Dateien
rules-notes = Notizen anderer Teams
factors-who = Zwei Faktoren verlangen
factors-free = Von niemandem
factors-desk = Von allen am Service Desk
factors-hint = Wer noch keinen hat, richtet ihn nach der Anmeldung ein und kommt vorher nirgends hin. Ein API-Schlüssel braucht keinen.
factor-of-person = Beim Anmelden wird ein Code verlangt.
factor-remove = Zweiten Faktor entfernen und abmelden
change-organisation-added = Organisation { $name } hinzugefügt
change-organisation-renamed = Organisation in { $name } umbenannt
change-organisation-retired = Organisation { $name } stillgelegt
change-organisation-restored = Organisation { $name } wieder aktiv
change-belonging-set = Zugehörigkeit von { $person } geändert
change-sharing-set = Wer die Anfragen von { $person } mitliest, wurde geändert
