portal-title = Wobei können wir helfen?
portal-back = Zur Übersicht
portal-desk = Zum Service Desk

requests-title = Alle meine Anfragen
requests-see-all = Alle meine Anfragen ansehen
requests-none = Sie haben gerade keine offene Anfrage.
requests-none-here = Hier steht keine Anfrage.
requests-filter = Nach Stand filtern
requests-all = Alle
requests-open = Offen
requests-solved = Gelöst
requests-closed = Abgeschlossen
list-first = Zum Anfang
list-older = Ältere Anfragen

request-number = Nummer { $number }
request-asked = Gestellt:
request-changed = Zuletzt geändert:
request-service = Es geht um:
request-open = Ganze Anfrage ansehen
request-go-on = Dort weiterlesen
request-continues = Sie setzt Ihre Anfrage { $number } fort.
request-continued = Sie geht in Ihrer Anfrage { $number } weiter.
request-thread = Nachrichten
request-earlier = { $n ->
    [one] Eine frühere Nachricht zeigen
   *[other] { $n } frühere Nachrichten zeigen
}

stage-requester = Wir brauchen Ihre Antwort
stage-vendor = Wartet auf den Hersteller
stage-later = Geht später weiter
stage-approval = Wartet auf eine Freigabe
stage-closed = Abgeschlossen
stage-joined = Geht an anderer Stelle weiter

step-new = Ihre Anfrage ist angekommen. Wir sehen sie uns an; unsere Antwort steht dann hier.
step-open = Wir arbeiten daran. Sobald es etwas Neues gibt, steht es hier.
step-requester = Wir brauchen eine Antwort von Ihnen, um weiterzumachen.
step-requester-until = Wir brauchen eine Antwort von Ihnen, um weiterzumachen. Am { $date } sehen wir wieder danach.
step-vendor = Wir haben den Hersteller gefragt und warten auf seine Antwort.
step-vendor-until = Wir haben den Hersteller gefragt und warten auf seine Antwort. Spätestens am { $date } sehen wir wieder danach.
step-later = Wir machen später damit weiter.
step-date = Wir machen am { $date } damit weiter.
step-approval = Dafür braucht es eine Freigabe. Sobald sie da ist, geht es weiter.
step-approval-until = Dafür braucht es eine Freigabe. Sobald sie da ist, geht es weiter; spätestens am { $date } sehen wir wieder danach.
step-lasting = Wir arbeiten an einer dauerhaften Lösung.
step-lasting-until = Wir arbeiten an einer dauerhaften Lösung. Am { $date } sehen wir wieder danach.
step-resolved = Wir haben eine Lösung für Sie. Bitte sagen Sie uns, ob sie hilft.
step-ended = Wir haben diese Anfrage beendet. Wenn Sie sie noch brauchen, schreiben Sie uns einfach.
step-closed = Diese Anfrage ist abgeschlossen. Wenn es wieder auftritt, schreiben Sie uns einfach.
step-joined = Diese Anfrage geht in #{ $number } weiter.
step-joined-elsewhere = Wir haben diese Anfrage mit einer anderen zum selben Anliegen zusammengelegt. Haben Sie noch etwas dazu? Dann stellen Sie bitte eine neue Anfrage.

voice-own = Sie
voice-other = Jemand mit demselben Anliegen
voice-asks = Die IT-Hilfe fragt:
said-solution = Lösung
solved-at = Gelöst:

answer-label = Ihre Antwort
answer-send = Antwort senden
answer-refused = Ihre Nachricht ist noch nicht abgeschickt.
write-label = Noch etwas dazu?
write-hint = Was Sie hier schreiben, lesen alle, die an Ihrer Anfrage arbeiten.
write-send = Nachricht senden
check-ask = Passt alles?
check-yes = Ja, alles gut
check-no = Nein, noch nicht
check-why = Was geht noch nicht?
check-no-why = Nein, noch nicht: Was geht noch nicht?
check-no-hint = Dann geht Ihre Anfrage weiter. Das ist bis { $date } möglich.
again-label = Brauchen Sie noch etwas?
again-hint = Wenn Sie bis { $date } schreiben, geht diese Anfrage weiter. Danach beginnt damit eine neue.
anew-hint = Diese Anfrage liegt schon länger zurück. Mit Ihrer Nachricht beginnt eine neue, die an sie anknüpft.
elsewhere-label = Ihr Text, noch nicht abgeschickt
elsewhere-send = Als neue Anfrage senden

told-wrote = Danke, Ihre Nachricht ist angekommen.
told-reopened = Danke, Ihre Nachricht ist angekommen. Wir sehen es uns noch einmal an.
told-confirmed = Danke. Die Anfrage ist damit abgeschlossen.
told-asked = Ihre Anfrage ist angekommen.
told-asked-number = Sie hat die Nummer { $number }.
told-asked-next = Als Nächstes sehen wir sie uns an. Unsere Antwort steht dann auf dieser Seite; Sie finden sie jederzeit unter „Meine Anfragen“.
told-anew = Aus Ihrer Nachricht ist eine neue Anfrage geworden.

ask-about = Worum geht es?
ask-broken = Etwas funktioniert nicht
ask-wanted = Ich brauche etwas
ask-happened = Was ist passiert?
ask-happened-hint = Ein, zwei Sätze genügen. Fehlermeldungen gern wörtlich.
ask-needed = Was brauchen Sie?
ask-needed-hint = Ein, zwei Sätze genügen. Sagen Sie gern auch, wofür und bis wann.
ask-hold = Wie sehr hält es Sie auf?
ask-hold-stopped = Ich kann nicht arbeiten
ask-hold-slow = Ich komme nur langsam voran
ask-hold-later = Es hat Zeit
ask-others = Es betrifft auch andere
ask-service = Womit hat es zu tun?
ask-service-none = Weiß ich nicht
ask-send = Anfrage senden
ask-send-hint = Sie bekommen gleich eine Nummer.
ask-refused = Ihre Anfrage ist noch nicht abgeschickt. Es fehlt noch etwas.
