admin-title = Administration
admin-overview = Overview
admin-people = People
admin-teams = Teams
admin-services = Services
admin-next = What is still missing
admin-complete = All set up: every tier has teams, every team people, every service a team.
admin-have = What is set up
admin-channels = How requests arrive
admin-latest = Changed last
admin-no-changes = Nothing was changed yet.
admin-save = Save
admin-cancel = Cancel
admin-active = Here
admin-left = Left
admin-any-role = All roles
admin-changed = Somebody has changed this meanwhile. What you entered is still here, and not saved. Compare, then save once more.
admin-stands-now = There it says now:
admin-done-saved = Saved.
admin-done-added = Added.
admin-done-left = Signed out and noted as left. Open tickets go back to the queues.
admin-done-back = Back again. A password still holds, tokens and sessions do not.
admin-done-signed-out = Signed out everywhere.
admin-done-revoked = The token no longer holds.
admin-done-retired = Retired.
admin-done-restored = Back in the catalogue.

missing-name = The service desk has no name yet.
missing-name-do = Name the organisation
missing-tier = There is no team on tier { $tier }: nobody can escalate there.
missing-tier-do = Add a team
missing-agents = Nobody works on requests. Add the people who do.
missing-people-do = Add a person
missing-members = Nobody is in these teams:
missing-leads = Nobody leads the service desk. Whoever raises a ticket reaches the admins alone.
missing-services = The catalogue is empty: nobody can say what it is about.
missing-services-do = Add a service
missing-service-teams = No team serves these services:
missing-checklists = These teams ask nothing of a hand-over yet:
missing-more = and { $n } more

people-count = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
services-count = { $n ->
    [one] { $n } service
   *[other] { $n } services
}
open-count = { $n ->
    [0] nothing open
   *[other] { $n } open
}
asks-count = { $n ->
    [one] { $n } item of the hand-over
   *[other] { $n } items of the hand-over
}
channel-portal-how = Everybody who is added and has a password asks for themselves.
channel-phone-how = Whoever is on the phone takes it down.
channel-mail-how = Your mail server passes it on to
channel-api-how = Other systems, with the token of a person.

people-find = Name, email or phone
people-look = Search
people-none = Nobody fits.
people-none-yet = Nobody fits so far. There are more who begin so.
people-pages = Pages
people-first = To the beginning
people-next = Next
people-import = Import several
person-new = Add a person
person-add = Add
person-data = Details
person-phone = Phone
person-role = Role
person-state = State
person-teams = Teams
person-teams-hint = Only agents, leads and admins are in teams.
person-left = left
person-invite = Issue a link to a password
person-invite-hint = You see it once, in a moment, and pass it on. It holds for 7 days.
person-access = Sign-in
person-leave = Has left
person-leave-text = { $n ->
    [0] They can sign in no more, and their tokens end. All they have done stays.
    [one] They can sign in no more, their tokens end, and their open ticket goes back to the queue. All they have done stays.
   *[other] They can sign in no more, their tokens end, and their { $n } open tickets go back to the queues. All they have done stays.
}
person-leave-do = Note as left
person-return = Is back
person-return-text = Role and teams hold as before.
person-return-do = Bring back
password-is-set = A password is set.
password-is-missing = No password yet: they cannot sign in.
link-until = A link holds until { $until }.
link-make = Issue a link to a password
link-make-reset = Let them choose a new password
link-invitation = Invitation
link-invitation-do = Pass this link on. Whoever opens it chooses a password. It holds once, until { $until }.
link-reset = New password
link-reset-do = Pass this link on now. It holds once, until { $until }. The old password holds until a new one is chosen.
link-label = Link
secret-once = You see this only now. We do not keep it.
secret-on = Passed on, go on
sessions-count = { $n ->
    [0] Signed in nowhere at the moment.
    [one] Signed in in { $n } browser.
   *[other] Signed in in { $n } browsers.
}
sessions-seen = Last seen:
sessions-end = Sign out everywhere
tokens = Tokens for the API
tokens-none = None.
token-number = Token { $n }
token-new = Issue a new token
token-may = It may
token-lasts = It holds
token-endless = without end
token-ends = until
token-ended = ended
token-make = Issue
token-made = The new token
token-made-do = Other systems send it with each request and act for this person with it.
token-label = Token
token-revoke = Revoke
scope-read = Read
scope-write = Write

import-what = Choose or paste a table
import-again = Another table
import-hint = Columns: name, email, phone, role, teams; with commas, semicolons or tabs between. Without a role somebody only asks. Put a vertical bar between several teams.
import-file = CSV file (UTF-8)
import-table = Or paste it here
import-table-hint = A chosen file goes first.
import-look = Preview
import-preview = Preview
import-line = Line
import-right = { $n ->
    [one] { $n } person would be added. Nothing has happened yet.
   *[other] { $n } people would be added. Nothing has happened yet.
}
import-wrong = { $n ->
    [one] Something is wrong in { $n } line. Nobody was added. Please correct the table.
   *[other] Something is wrong in { $n } lines. Nobody was added. Please correct the table.
}
import-make = { $n ->
    [one] Add { $n } person
   *[other] Add all { $n } people
}
import-bytes = The file is not saved as UTF-8. Choose “CSV UTF-8” when you save it.
import-nothing = There is nobody in it.
import-too-much = At most { $n } people at a time. Please split the table.

teams-text = From the bottom up. What a tier does not solve goes to the next with a hand-over.
team-new = Add a team
team-new-on = Team on tier { $tier }
team-add = Add
team-data = Details
team-name = Name
team-provider = Provider
team-provider-hint = Only if the team belongs to another firm. It then sees only what it works on.
team-checklist = What a hand-over has to answer
team-checklist-hint = One item a line. Whoever escalates to this team answers each.
team-tier-hint = A tier is for good; later another team takes the place.
tier-empty = No team yet.
tier-higher = Begin a tier { $tier }
teams-retired = Retired teams
team-followed-by = now with
team-members = Who works in it
team-nobody = Nobody yet.
member-add = Take somebody in
member-add-do = Take in
member-remove = Take out
team-retire = Retire
team-retire-text = { $n ->
    [0] At the moment the team has nothing open.
    [one] Its open ticket goes to a successor.
   *[other] Its { $n } open tickets go to a successor.
}
team-retire-look = Retire, and see what follows
retire-title = Retire { $team }
retire-follows = This is what follows:
retire-tickets = { $n ->
    [0] It has no open tickets; paths of solved ones lead to the successor from now on.
    [one] { $n } open ticket goes to the successor at once, and with it wherever the team stood on the path or answered.
   *[other] { $n } open tickets go to the successor at once, and with them wherever the team stood on the path or answered.
}
retire-people = { $n ->
    [0] Nobody is in it.
    [one] { $n } person is no longer in it.
   *[other] { $n } people are no longer in it.
}
retire-services = The successor serves:
retire-for-good = It cannot be undone. What was can still be read.
retire-successor = Who takes over?
retire-choose = Please choose
retire-successor-hint = The teams of the same tier first. A team of another tier takes the tickets there.
retire-members = The people join the successor
retire-do = Retire for good

services-text = What it can be about, and who serves it. On each tier the first team gets the ticket.
services-none = No services yet
services-none-do = Services say what it is about, and which team serves it.
services-retired = No longer in the catalogue
service-new = Add a service
service-add = Add
service-name = Name
service-teams = Who serves it
service-teams-hint = On each tier the first team gets the ticket; the others can pull it.
service-unserved = No team. Tickets about it go to the tier's first team.
service-unsaved = The order is changed, but not saved yet.
service-is-retired = no longer in the catalogue
service-retire = Take out of the catalogue
service-retire-text = It cannot be chosen then. Tickets about it keep it.
service-retire-do = Take out
service-restore = Back into the catalogue
service-restore-text = Then it can be chosen again.
service-restore-do = Bring back
order-up = Up
order-down = Down
order-remove = Take out
order-add = One more team
order-add-do = Take in

change-by-desk = command line or set-up
change-person-added = { $person } added, as { $role }
change-person-renamed = Name changed: { $person }
change-email-set = Email address changed: { $person }
change-phone-set = Phone changed: { $person }
change-role-set = { $person } is now { $role }
change-teams-set = { $person } works in { $teams }
change-no-teams = { $person } is in no team any more
change-person-left = { $person } has left
change-person-back = { $person } is back
change-password-set = Password set: { $person }
change-link-issued = Link to a password issued: { $person }
change-sessions-ended = Signed out everywhere: { $person }
change-signed-in = Signed in: { $person }
change-sign-in-refused = Sign-in refused: { $person }
change-signed-out = Signed out: { $person }
change-factor-set = Second factor set up: { $person }
change-factor-removed = Second factor removed: { $person }
change-codes-made = New recovery codes: { $person }
change-code-used = Recovery code used up: { $person }
change-factors-required = Two factors required at the desk
change-factors-free = Two factors no longer required at the desk
change-token-issued = Token issued: { $person }
change-token-revoked = Token { $token } revoked
change-team-added = Team { $team } added on tier { $tier }
change-team-renamed = Team renamed: { $team }
change-provider-set = Provider changed: { $team }
change-checklist-set = Checklist of the hand-over changed: { $team }
change-team-retired = Team { $team } retired; { $successor } takes over
change-service-added = Service { $service } added
change-service-renamed = Service renamed: { $service }
change-service-teams = { $service } is served by { $teams }
change-service-retired = Service { $service } taken out of the catalogue
change-service-restored = Service { $service } back in the catalogue
change-desk-named = The service desk belongs to { $name }
change-reach-set = How far team { $team } sees was changed
change-service-confidential = Confidentiality of service { $service } changed
change-data-rules = Data rules of provider { $name } changed
change-confidential-read = Confidential ticket #{ $number } opened
team-keeps-to-own = Members see only the tickets of their own teams
service-confidential = Confidential: what is asked about it is seen by the teams of this service alone
providers = Data rules of providers
providers-text = A provider’s people see a ticket while their team holds it or stands on its path, and after that for as long as it says here. What is confidential they never see unless their team is named.
providers-none = No team belongs to a provider.
rules-read-on = Days they read on afterwards
rules-requester = Who asks
rules-attachments = Files
rules-notes = Notes of other teams
factors-who = Require two factors
factors-free = Of nobody
factors-desk = Of everybody at the desk
factors-hint = Whoever has none yet sets it up after signing in and reaches nothing before. An API token needs none.
factor-of-person = A code is asked for when they sign in.
factor-remove = Remove the second factor and sign out
change-organisation-added = Organisation { $name } added
change-organisation-renamed = Organisation renamed to { $name }
change-organisation-retired = Organisation { $name } retired
change-organisation-restored = Organisation { $name } active again
change-belonging-set = Where { $person } belongs was changed
change-sharing-set = Who can read the requests of { $person } was changed
