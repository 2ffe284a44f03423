reports-title = Tier flow
reports-subtitle = { $n } tickets opened from { $from } to { $through }
reports-export = Save as CSV
reports-period = Period
reports-7-days = 7 days
reports-30-days = 30 days
reports-90-days = 90 days
reports-quarter = Quarter
reports-year = 1 year
reports-all = All
reports-from = From
reports-through = to
reports-team = Team
reports-all-teams = all
reports-service = Service
reports-all-services = all
reports-show = Show
reports-none = No ticket came in during this period
reports-none-do = Choose a longer period or other filters.
reports-everything = Show everything
reports-foot = Tickets opened in the period are counted, with all that has happened to them since. Merged, cancelled and junk tickets are left out. Days begin at midnight UTC. A team filter shows tickets that team held at some time. There are no figures of single people.
reports-figures = Key figures
reports-what = What is this:
reports-compared = Compared with the days before: { $from } to { $through }.
reports-same = unchanged
reports-more = { $by } { $way ->
    [up] more
   *[down] fewer
}
reports-points = { $by } points { $way ->
    [up] more
   *[down] less
}
reports-shorter = { $by } shorter
reports-longer = { $by } longer
reports-tickets = Tickets
reports-tickets-is = Tickets that were opened. Merged, cancelled and junk tickets count neither here nor in any other figure.
reports-tickets-n = { $n } tickets
reports-left-out = { $n } left out
reports-first-level = First-level resolution
reports-first-level-is = Resolved tickets that never left tier 1 ÷ all resolved tickets: push to front. For the tiers above, the highest tier that ever held the ticket counts.
reports-level = L{ $tier } { $share }
reports-resolve = Time to resolve
reports-resolve-is = From opening to the first resolution, the median by highest tier: half of the tickets were faster. What later happened on higher tiers counts for the tier as well.
reports-moves = Hand-overs per ticket
reports-moves-is = Changes of the holding team ÷ all tickets.
reports-moves-n = { $n } hand-overs
reports-ping-pong = Ping-pong
reports-ping-pong-is = Tickets that went from team A to B and back to A without bringing a solution or an answer. What a rule or contract moves does not count.
reports-ping-pong-n = { $n } tickets, { $times } times
reports-bounces = Bounce rate
reports-bounces-is = Hand-backs with the outcome “declined” ÷ all escalations.
reports-bounces-unknown = Hand-backs have no outcome
reports-reopened = Reopened
reports-reopened-is = Tickets that were opened again after a resolution ÷ all resolved tickets.
reports-reopened-n = { $n } tickets
reports-quality = Complete hand-overs
reports-quality-is = Hand-overs the receiving team called complete ÷ all that were rated. What rules wrote is not rated.
reports-median = Median to resolve
reports-flow = Where tickets come in, climb, come back and end
reports-flow-title = The way of { $n } tickets over the tiers
reports-flow-is = Where the tickets are: { $ends }. Every number stands in the table below.
reports-scrolls = scrolls sideways
reports-as-table = Show as table
reports-teams = { $tier } ({ $n } teams)
reports-outside-of = { $tier } { $name }, external
reports-providers = { $tier } external ({ $n })
reports-outside-short = { $tier } external
reports-outside = external
reports-resolved-at = resolved by { $where }
reports-open-at = still open with { $where }
reports-open-n = { $n } open
reports-of-these = , { $solved } of them with a solution or an answer, { $declined } declined
reports-band-in = { $n } opened
reports-band-up = { $n } escalated
reports-band-across = { $n } transferred
reports-band-down = { $n } handed back
reports-band-resolved = { $n } resolved
reports-band-open = { $n } open
reports-key-outside = outside the house
reports-key-back = handed back
reports-key-open = still open
reports-lead = Most of the climb is from { $from } to { $to }: { $n } times.
reports-lead-none = No ticket was escalated.
reports-lead-no-return = Nothing came back.
reports-lead-returned = For { $up } steps up, { $down } came back down.
reports-lead-solved = For { $up } steps up, { $down } came back down, { $solved } of them with a solution or an answer.
reports-col-from = From
reports-col-to = To
reports-col-times = Number
reports-col-solved = With solution or answer
reports-col-declined = Declined
reports-col-tier = Tier
reports-col-way = Way
reports-col-share = Share
reports-col-pair = Teams
reports-col-examples = Examples
reports-col-from-to = From, to
reports-col-sum = Sum
reports-col-escalated = Escalated
reports-col-reason = Main reason
reports-col-back = Came back solved
reports-time = Time in tier
reports-time-lead = How long each tier held resolved tickets until they were. The triangle marks the median, hollow is the slowest tenth.
reports-time-is = Time in tier, median: { $medians }
reports-time-is-whole = Both shares together are the life of the tickets, from opening until they were closed. Median and nine of ten are exact to some three percent.
reports-time-none = No ticket is resolved yet.
reports-nine-of-ten = Nine of ten within
reports-live-share = Share until resolved
reports-quiet-share = Share resolved to closed
reports-axis-min = { $n } min
reports-axis-h = { $n } h
reports-axis-d = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
reports-axis-y = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
reports-backlog = Backlog
reports-backlog-none = Nothing stood open in this period, or it has a single day.
reports-backlog-fewer = { $n } open on { $now }, { $by } fewer than on { $day }.
reports-backlog-more = { $n } open on { $now }, { $by } more than on { $day }.
reports-backlog-same = { $n } open on { $now }, as many as on { $day }.
reports-backlog-is = Open tickets by tier at the end: { $lines }
reports-trend = Over time
reports-trend-lead = The figures by when tickets were opened, the newest first.
reports-by = Steps of the trend
reports-by-day = Days
reports-by-week = Weeks
reports-by-month = Months
reports-step = { $from } to { $through }
reports-ways = Most frequent ways
reports-ways-lead = The tiers the tickets went over. Moves within a tier are not in it.
reports-other-ways = { $n ->
    [one] one other way
   *[other] { $n } other ways
}
reports-pairs = To and fro
reports-pairs-none = No ticket went between two teams and back without a result.
reports-matrix = Who passes on to whom
reports-matrix-lead = Most often from { $from } to { $to }: { $n } times. Rows pass on, columns receive.
reports-other-teams = { $n ->
    [one] one other team
   *[other] { $n } other teams
}
reports-services = Services that escalate most
reports-services-lead = Sorted by the number of escalated tickets. A service filters the whole page.
reports-other-services = { $n ->
    [one] one other service
   *[other] { $n } other services
}
