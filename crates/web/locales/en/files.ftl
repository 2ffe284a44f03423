files = Files
files-attach = Attach a file
files-hint = Up to 20 files, each at most 25 MB.
files-chosen = Chosen files; without its mark one stays behind
file-too-large = larger than 25 MB
file-too-many = more than 20 files
file-failed = did not arrive, please choose it again
