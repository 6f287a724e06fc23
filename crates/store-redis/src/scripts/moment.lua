-- Reads of one moment. A script, because a Redis that is above its maxmemory refuses MULTI, but not scripts: so what
-- is stored can be read as long as it is full.
--
-- KEYS[1] routes the call. ARGV: of each command how many arguments it has, its name included, then these. Answers
-- what they answer.

local answers, at = {}, 1
while at <= #ARGV do
  local count = tonumber(ARGV[at])
  local answer = redis.pcall(unpack(ARGV, at + 1, at + count))
  if type(answer) == 'table' and answer.err then
    if string.find(answer.err, 'WRONGTYPE', 1, true) then
      error('LIVETILL wrong type of ' .. ARGV[at + 2])
    end
    return answer
  end
  answers[#answers + 1] = answer
  at = at + count + 1
end
return answers
