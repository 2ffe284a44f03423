portal-title = What can we help with?
portal-back = Back to the overview
portal-desk = To the service desk

requests-title = All my requests
requests-see-all = See all my requests
requests-none = You have no open request right now.
requests-none-here = There is no request here.
requests-filter = Filter by where they stand
requests-all = All
requests-open = Open
requests-solved = Solved
requests-closed = Closed
list-first = Back to the first
list-older = Older requests

request-number = Number { $number }
request-asked = Asked:
request-changed = Last change:
request-service = It is about:
request-open = See the whole request
request-go-on = Read on there
request-continues = It continues your request { $number }.
request-continued = It goes on in your request { $number }.
request-thread = Messages
request-earlier = { $n ->
    [one] Show one earlier message
   *[other] Show { $n } earlier messages
}

stage-requester = We need your answer
stage-vendor = Waiting for the manufacturer
stage-later = Goes on later
stage-approval = Waiting for an approval
stage-closed = Closed
stage-joined = Goes on elsewhere

step-new = Your request has arrived. We will look at it, and our answer will be here.
step-open = We are working on it. As soon as there is news, it will be here.
step-requester = We need an answer from you to go on.
step-requester-until = We need an answer from you to go on. We look at it again on { $date }.
step-vendor = We have asked the manufacturer and are waiting for their answer.
step-vendor-until = We have asked the manufacturer and are waiting for their answer. We look at it again by { $date }.
step-later = We go on with it later.
step-date = We go on with it on { $date }.
step-approval = This needs an approval. As soon as we have it, we go on.
step-approval-until = This needs an approval. As soon as we have it, we go on; we look at it again by { $date }.
step-lasting = We are working on a lasting solution.
step-lasting-until = We are working on a lasting solution. We look at it again on { $date }.
step-resolved = We have a solution for you. Please tell us whether it helps.
step-ended = We have ended this request. If you still need it, just write to us.
step-closed = This request is closed. If it comes back, just write to us.
step-joined = This request goes on in #{ $number }.
step-joined-elsewhere = We have put this request together with another one about the same thing. If you have more to say, please make a new request.

voice-own = You
voice-other = Somebody with the same concern
voice-asks = IT help asks:
said-solution = Solution
solved-at = Solved:

answer-label = Your answer
answer-send = Send answer
answer-refused = Your message is not sent yet.
write-label = Anything to add?
write-hint = Everybody who works on your request reads what you write here.
write-send = Send message
check-ask = Is everything fine?
check-yes = Yes, all is well
check-no = No, not yet
check-why = What does not work yet?
check-no-why = No, not yet: what does not work yet?
check-no-hint = Your request then goes on. You can do this until { $date }.
again-label = Do you need anything else?
again-hint = If you write by { $date }, this request goes on. After that a new one begins.
anew-hint = This request was a while ago. Your message begins a new one that follows it.
elsewhere-label = Your text, not sent yet
elsewhere-send = Send as a new request

told-wrote = Thank you, your message has arrived.
told-reopened = Thank you, your message has arrived. We will look at it once more.
told-confirmed = Thank you. The request is closed.
told-asked = Your request has arrived.
told-asked-number = Its number is { $number }.
told-asked-next = Next we look at it. Our answer will be on this page; you find it at any time under “My requests”.
told-anew = Your message has become a new request.

ask-about = What is it about?
ask-broken = Something does not work
ask-wanted = I need something
ask-happened = What happened?
ask-happened-hint = A sentence or two will do. Error messages word for word, if you can.
ask-needed = What do you need?
ask-needed-hint = A sentence or two will do. Say what for and by when, if you like.
ask-hold = How much does it hold you up?
ask-hold-stopped = I cannot work
ask-hold-slow = I get on slowly
ask-hold-later = It can wait
ask-others = It concerns others too
ask-service = What does it have to do with?
ask-service-none = I do not know
ask-send = Send request
ask-send-hint = You will get a number right away.
ask-refused = Your request is not sent yet. Something is missing.
