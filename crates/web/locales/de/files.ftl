files = Dateien
files-attach = Datei anhängen
files-hint = Bis zu 20 Dateien, jede höchstens 25 MB.
files-chosen = Gewählte Dateien; ohne Häkchen geht eine nicht mit
file-too-large = größer als 25 MB
file-too-many = mehr als 20 Dateien
file-failed = kam nicht an, bitte noch einmal wählen
