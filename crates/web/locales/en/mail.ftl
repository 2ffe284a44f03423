mail-formatted = Show as formatted mail
mail-whole-text = Show all of the mail’s text
mail-frame = The mail as it came
mail-save = Save the whole message
mail-left-out = { $n ->
    [one] One more attachment is in the whole message only.
   *[other] { $n } more attachments are in the whole message only.
}
mail-damaged = Part of this mail could not be read.
mail-blocked = { $n ->
    [one] One picture from the internet was not loaded, so that nobody learns that you read this mail.
   *[other] { $n } pictures from the internet were not loaded, so that nobody learns that you read this mail.
}
