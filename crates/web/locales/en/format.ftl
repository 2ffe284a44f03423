month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
today = Today
yesterday = Yesterday
tomorrow = Tomorrow
yesterday-at = yesterday { $time }
tomorrow-at = tomorrow { $time }
just-now = just now
minutes-ago = { $n } min ago
hours-ago = { $n } h ago
days-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
