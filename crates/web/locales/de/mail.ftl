mail-formatted = Formatierte Mail zeigen
mail-whole-text = Ganzen Text der Mail zeigen
mail-frame = Mail, wie sie ankam
mail-save = Ganze Nachricht speichern
mail-left-out = { $n ->
    [one] Ein weiterer Anhang steht nur in der ganzen Nachricht.
   *[other] { $n } weitere Anhänge stehen nur in der ganzen Nachricht.
}
mail-damaged = Ein Teil dieser Mail ließ sich nicht lesen.
mail-blocked = { $n ->
    [one] Ein Bild aus dem Internet wurde nicht geladen, damit niemand erfährt, dass Sie diese Mail lesen.
   *[other] { $n } Bilder aus dem Internet wurden nicht geladen, damit niemand erfährt, dass Sie diese Mail lesen.
}
