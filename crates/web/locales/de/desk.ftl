desk-count = { $n } Vorgänge
desk-search = Suche
desk-of = Vorgänge: { $name }
desk-tier = Stufe { $tier }
desk-all = Alle
desk-all-waiting = Alle wartenden
desk-all-closed = Alle geschlossenen
desk-priority = Priorität { $n }
desk-is-open = offen
desk-is-waiting = wartend
desk-is-resolved = gelöst
desk-is-closed = geschlossen
desk-is-any = beliebig
desk-sorted = Sortiert nach
desk-by-priority = Priorität
desk-by-change = letzter Änderung
desk-by-rest = längster Ruhe
desk-by-age = Alter
desk-by-arrival = Eingang
desk-filters = Filter
desk-find = Nummer, Name, Telefon
desk-pages = Seiten
desk-next = Nächste 50
desk-first = Von vorn
desk-gone = { $number } ist nicht mehr bei Ihren Teams.
desk-here = Markierte Zeile
desk-refused = Diese Liste gibt es nicht.
desk-refused-by = Nicht bekannt oder zusammen nicht möglich: { $names }
desk-their-tickets = Vorgänge
desk-found-nothing = Niemand gefunden
desk-found-nothing-do = Gesucht wird nach der Nummer eines Vorgangs und nach Menschen: Name, Adresse, Telefon.
desk-new = Noch kein Vorgang
desk-new-do = Sobald jemand anruft, schreibt oder über das Portal fragt, steht es hier. Nehmen Sie den ersten Anruf auf.
desk-empty = Hier ist nichts zu tun
desk-empty-do = In dieser Liste steht gerade kein Vorgang.

list-pick = { $number } auswählen
list-unanswered = Ohne Antwort
list-messages = { $n } Nachrichten
list-files = { $n } Dateien
list-take = Übernehmen
list-pull = Holen …
list-changed = Die Liste hat sich geändert: zeigen
since-creation = eröffnet
since-change = geändert
since-question = ohne Antwort
since-until = bis
stair-nobody = { $n } ohne Bearbeiter
stair-waiting = { $n } warten

key-move = bewegen
key-pick = auswählen
key-reply = Antworten
key-note = Notiz
key-escalate = Weiterleiten
key-return = Zurückgeben
key-wait = Wiedervorlage
key-resolve = Lösen

bulk = Auswahl
bulk-agent = Zuweisen an
bulk-assign = Zuweisen
bulk-clear = Auswahl aufheben
bulk-undo = Rückgängig
bulk-taken = { $n ->
    [one] { $number } gehört jetzt Ihnen.
   *[other] { $n } Vorgänge gehören jetzt Ihnen.
}
bulk-assigned = { $n ->
    [one] { $number } ist zugewiesen.
   *[other] { $n } Vorgänge sind zugewiesen.
}
bulk-undone = { $n ->
    [one] { $number } ist wieder, wo er war.
   *[other] { $n } Vorgänge sind wieder, wo sie waren.
}
bulk-nothing = Bitte wählen Sie erst Zeilen aus.
bulk-too-many = So viele gehen nicht auf einmal.
bulk-nobody = Bitte wählen Sie, wem Sie zuweisen.
bulk-what = Was soll mit der Auswahl geschehen?
bulk-not-yours = Das kann nur das zuständige Team. Holen Sie den Vorgang erst mit einem Grund zu sich.
bulk-not-there = Diesen Vorgang gibt es für Sie nicht.
