desk-count = { $n } tickets
desk-search = Search
desk-of = Tickets: { $name }
desk-tier = Tier { $tier }
desk-all = All
desk-all-waiting = All waiting
desk-all-closed = All closed
desk-priority = Priority { $n }
desk-is-open = open
desk-is-waiting = waiting
desk-is-resolved = resolved
desk-is-closed = closed
desk-is-any = any
desk-sorted = Sorted by
desk-by-priority = priority
desk-by-change = last change
desk-by-rest = longest rest
desk-by-age = age
desk-by-arrival = arrival
desk-filters = Filters
desk-find = Number, name, phone
desk-pages = Pages
desk-next = Next 50
desk-first = From the start
desk-gone = { $number } is not with your teams any more.
desk-here = Current row
desk-refused = There is no such list.
desk-refused-by = Not known, or not possible together: { $names }
desk-their-tickets = Tickets
desk-found-nothing = Nobody found
desk-found-nothing-do = What is looked for: the number of a ticket, and people by name, address, phone.
desk-new = No ticket yet
desk-new-do = As soon as somebody calls, writes or asks in the portal, it is here. Take the first call.
desk-empty = Nothing to do here
desk-empty-do = No ticket is in this list right now.

list-pick = Select { $number }
list-unanswered = Unanswered
list-messages = { $n } messages
list-files = { $n } files
list-take = Take it
list-pull = Pull …
list-changed = The list has changed: show
since-creation = opened
since-change = changed
since-question = unanswered
since-until = until
stair-nobody = { $n } with nobody
stair-waiting = { $n } waiting

key-move = move
key-pick = select
key-reply = Reply
key-note = Note
key-escalate = Escalate
key-return = Hand back
key-wait = Follow-up
key-resolve = Resolve

bulk = Selection
bulk-agent = Assign to
bulk-assign = Assign
bulk-clear = Clear selection
bulk-undo = Undo
bulk-taken = { $n ->
    [one] { $number } is yours now.
   *[other] { $n } tickets are yours now.
}
bulk-assigned = { $n ->
    [one] { $number } is assigned.
   *[other] { $n } tickets are assigned.
}
bulk-undone = { $n ->
    [one] { $number } is where it was.
   *[other] { $n } tickets are where they were.
}
bulk-nothing = Please select rows first.
bulk-too-many = Not so many at once.
bulk-nobody = Please choose whom to assign to.
bulk-what = What shall be done with the selection?
bulk-not-yours = Only the team that holds it can do this. Pull the ticket into your team first, with a reason.
bulk-not-there = There is no such ticket for you.
