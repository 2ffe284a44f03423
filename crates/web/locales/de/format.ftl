month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
today = Heute
yesterday = Gestern
tomorrow = Morgen
yesterday-at = gestern { $time }
tomorrow-at = morgen { $time }
just-now = gerade eben
minutes-ago = vor { $n } Min.
hours-ago = vor { $n } Std.
days-ago = vor { $n ->
    [one] { $n } Tag
   *[other] { $n } Tagen
}
days = { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
}
seconds = { $n ->
    [one] { $n } Sekunde
   *[other] { $n } Sekunden
}
minutes = { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
}
bytes = { $n } Byte
