reports-title = Stufenfluss
reports-subtitle = { $n } Tickets, eröffnet { $from } bis { $through }
reports-export = Als CSV speichern
reports-period = Zeitraum
reports-7-days = 7 Tage
reports-30-days = 30 Tage
reports-90-days = 90 Tage
reports-quarter = Quartal
reports-year = 1 Jahr
reports-all = Alles
reports-from = Von
reports-through = bis
reports-team = Team
reports-all-teams = alle
reports-service = Dienst
reports-all-services = alle
reports-show = Anzeigen
reports-none = In diesem Zeitraum kam kein Ticket herein
reports-none-do = Wählen Sie einen längeren Zeitraum oder andere Filter.
reports-everything = Alles zeigen
reports-foot = Gezählt werden Tickets, die im Zeitraum eröffnet wurden, mit allem, was seither mit ihnen geschah. Zusammengeführte, abgebrochene und unerwünschte zählen nicht mit. Tage beginnen um Mitternacht UTC. Ein Team-Filter zeigt Tickets, die das Team irgendwann hatte. Kennzahlen einzelner Personen gibt es nicht.
reports-figures = Kennzahlen
reports-what = Was ist das:
reports-compared = Verglichen mit den Tagen davor: { $from } bis { $through }.
reports-same = unverändert
reports-more = { $by } { $way ->
    [up] mehr
   *[down] weniger
}
reports-points = { $by } Punkte { $way ->
    [up] mehr
   *[down] weniger
}
reports-shorter = { $by } kürzer
reports-longer = { $by } länger
reports-tickets = Tickets
reports-tickets-is = Eröffnete Tickets. Zusammengeführte, abgebrochene und unerwünschte zählen nicht mit, auch in keiner anderen Kennzahl.
reports-tickets-n = { $n } Tickets
reports-left-out = { $n } ausgenommen
reports-first-level = Im 1st Level gelöst
reports-first-level-is = Gelöste Tickets, die Stufe 1 nie verließen, geteilt durch alle gelösten. Das ist die Lösungsquote im 1st Level (push to front). Für die Stufen darüber zählt die höchste Stufe, die das Ticket je hatte.
reports-level = L{ $tier } { $share }
reports-resolve = Zeit bis zur Lösung
reports-resolve-is = Von der Eröffnung bis zur ersten Lösung, der Median je höchster Stufe: Die Hälfte der Tickets war schneller. Auch was später auf höheren Stufen geschah, bestimmt die Stufe.
reports-moves = Übergaben je Ticket
reports-moves-is = Wechsel des zuständigen Teams, geteilt durch alle Tickets.
reports-moves-n = { $n } Übergaben
reports-ping-pong = Pingpong
reports-ping-pong-is = Tickets, die von Team A zu B und zurück zu A gingen, ohne Lösung oder Antwort mitzubringen. Was eine Regel oder ein Vertrag bewegt, zählt nicht.
reports-ping-pong-n = { $n } Tickets, { $times } Mal
reports-bounces = Abgelehnte Weiterleitungen
reports-bounces-is = Rückgaben mit dem Ergebnis „abgelehnt“, geteilt durch alle Weiterleitungen nach oben.
reports-bounces-unknown = Rückgaben ohne Ergebnis
reports-reopened = Wiedereröffnet
reports-reopened-is = Tickets, die nach einer Lösung wieder geöffnet wurden, geteilt durch alle gelösten.
reports-reopened-n = { $n } Tickets
reports-quality = Vollständige Übergaben
reports-quality-is = Übergaben, die das empfangende Team „vollständig“ nannte, geteilt durch alle bewerteten. Von Regeln erzeugte werden nicht bewertet.
reports-median = Median bis zur Lösung
reports-flow = Wie Tickets hereinkommen, steigen, zurückkehren und enden
reports-flow-title = Der Weg von { $n } Tickets über die Stufen
reports-flow-is = Wo die Tickets stehen: { $ends }. Alle Zahlen stehen in der Tabelle darunter.
reports-scrolls = lässt sich seitwärts rollen
reports-as-table = Als Tabelle zeigen
reports-teams = { $tier } ({ $n } Teams)
reports-outside-of = { $tier } { $name }, außer Haus
reports-providers = { $tier } außer Haus ({ $n })
reports-outside-short = { $tier } außer Haus
reports-outside = außer Haus
reports-resolved-at = gelöst von { $where }
reports-open-at = noch offen bei { $where }
reports-open-n = { $n } offen
reports-of-these = , davon { $solved } mit Lösung oder Antwort, { $declined } abgelehnt
reports-band-in = { $n } eröffnet
reports-band-up = { $n } weitergeleitet
reports-band-across = { $n } umgeleitet
reports-band-down = { $n } zurückgegeben
reports-band-resolved = { $n } gelöst
reports-band-open = { $n } offen
reports-key-outside = außer Haus
reports-key-back = Rückgabe
reports-key-open = noch offen
reports-lead = Am meisten stieg von { $from } zu { $to }: { $n } Mal.
reports-lead-none = Kein Ticket wurde weitergeleitet.
reports-lead-no-return = Nichts kam zurück.
reports-lead-returned = Auf { $up } Schritte nach oben kamen { $down } zurück nach unten.
reports-lead-solved = Auf { $up } Schritte nach oben kamen { $down } zurück nach unten, { $solved } davon mit Lösung oder Antwort.
reports-col-from = Von
reports-col-to = Nach
reports-col-times = Anzahl
reports-col-solved = Mit Lösung oder Antwort
reports-col-declined = Abgelehnt
reports-col-tier = Stufe
reports-col-way = Weg
reports-col-share = Anteil
reports-col-pair = Teams
reports-col-examples = Beispiele
reports-col-from-to = Von, nach
reports-col-sum = Summe
reports-col-escalated = Weitergeleitet
reports-col-reason = Häufigster Grund
reports-col-back = Kam mit Lösung zurück
reports-time = Zeit je Stufe
reports-time-lead = Wie lange jede Stufe gelöste Tickets hatte, bis zur Lösung. Das Dreieck zeigt den Median, hohl ist das langsamste Zehntel.
reports-time-is = Zeit je Stufe, Median: { $medians }
reports-time-is-whole = Die beiden Anteile ergeben zusammen das Leben der Tickets, von der Eröffnung bis sie geschlossen wurden. Median und neun von zehn sind auf etwa drei Prozent genau.
reports-time-none = Noch ist kein Ticket gelöst.
reports-nine-of-ten = Neun von zehn unter
reports-live-share = Anteil bis gelöst
reports-quiet-share = Anteil gelöst bis geschlossen
reports-axis-min = { $n } min
reports-axis-h = { $n } h
reports-axis-d = { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
}
reports-axis-y = { $n ->
    [one] { $n } Jahr
   *[other] { $n } Jahre
}
reports-backlog = Offene Tickets
reports-backlog-none = In diesem Zeitraum stand nichts offen, oder er hat nur einen Tag.
reports-backlog-fewer = { $n } offen am { $now }, { $by } weniger als am { $day }.
reports-backlog-more = { $n } offen am { $now }, { $by } mehr als am { $day }.
reports-backlog-same = { $n } offen am { $now }, so viele wie am { $day }.
reports-backlog-is = Offene Tickets je Stufe am Ende: { $lines }
reports-trend = Im Verlauf
reports-trend-lead = Die Kennzahlen nach dem Zeitpunkt der Eröffnung, das Neueste zuerst.
reports-by = Schritte des Verlaufs
reports-by-day = Tage
reports-by-week = Wochen
reports-by-month = Monate
reports-step = { $from } bis { $through }
reports-ways = Häufigste Wege
reports-ways-lead = Über welche Stufen die Tickets gingen. Wechsel innerhalb einer Stufe sind nicht dabei.
reports-other-ways = { $n ->
    [one] ein anderer Weg
   *[other] { $n } andere Wege
}
reports-pairs = Hin und zurück
reports-pairs-none = Kein Ticket ging zwischen zwei Teams hin und ohne Ergebnis zurück.
reports-matrix = Wer an wen weitergibt
reports-matrix-lead = Am häufigsten ging es von { $from } an { $to }: { $n } Mal. Zeilen geben ab, Spalten bekommen.
reports-other-teams = { $n ->
    [one] ein anderes Team
   *[other] { $n } andere Teams
}
reports-services = Dienste, die am meisten weitergeleitet werden
reports-services-lead = Sortiert nach der Zahl weitergeleiteter Tickets. Ein Dienst filtert die ganze Seite.
reports-other-services = { $n ->
    [one] ein anderer Dienst
   *[other] { $n } andere Dienste
}
