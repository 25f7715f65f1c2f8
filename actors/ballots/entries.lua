-- The entries of streams as scripts write them; ballot.cpp and letter_head.cpp have the same for C++. A script that needs them
-- begins with this file.

-- By `call`, redis.call or redis.pcall. Hardly one has a trace.
local function add_ballot(call, stream, uid, poll, voter, choice, offer, trace)
  if trace and trace ~= '' then
    return call('XADD', stream, '*', 'uid', uid, 'poll', poll, 'voter', voter, 'choice', choice, 'offer', offer, 'trace', trace)
  end
  return call('XADD', stream, '*', 'uid', uid, 'poll', poll, 'voter', voter, 'choice', choice, 'offer', offer)
end

-- Behind the head stand the fields of what could not be applied: name, value, name, value ...
local function add_letter(stream, of, entry, reason, ...)
  return redis.call('XADD', stream, '*', 'stream', of, 'entry', entry, 'reason', reason, ...)
end
