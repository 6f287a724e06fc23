-- What a script looks at before its first write. A command that fails in the middle of a script leaves those before
-- it applied, and keys may have been touched by anybody: so whatever may refuse a write is asked first.

-- Gives up, with the text for whoever has to mend it.
local function refuse(text)
  return error('LIVETILL ' .. text)
end

-- What is written to a key of each type, whatever the commit. Whoever writes anything else, or reads after the first write,
-- asks for it (expect_right).
local WRITES = {
  string = { 'SET', 'BITFIELD', 'EXPIRE' },
  hash = { 'HSET', 'HINCRBY' },
  list = { 'LPUSH', 'LTRIM' },
  set = { 'SADD' },
  zset = { 'ZADD' },
}
-- The cheapest reads that fail with a key of another type. TYPE itself answers with a table.
local LENGTHS = { string = 'STRLEN', hash = 'HLEN', list = 'LLEN', set = 'SCARD', zset = 'ZCARD' }

local asked = {}

-- Refuses when the user may not run the command with the key.
local function expect_right(command, key)
  if may then
    -- Arguments are text: Redis writes each number out with 17 digits. Of UNLINK they would be keys.
    local allowed = command == 'UNLINK' and may(command, key) or command ~= 'UNLINK' and may(command, key, '', '')
    if not allowed then
      refuse('the user of this server may not ' .. command .. ' the key ' .. key)
    end
  end
end

-- Refuses when the key may not be written to. What is allowed with one key of a type is allowed with the others, as
-- far as they may be written at all.
local function expect_rights(key, wanted)
  if may then
    for _, command in ipairs(WRITES[wanted]) do
      expect_right(command, key)
      if asked[wanted] then
        break
      end
    end
    asked[wanted] = true
  end
end

-- What a read of a key answers. Refuses when the key holds something of another type.
local function read(wanted, command, key, ...)
  local answer = redis.pcall(command, key, ...)
  if type(answer) == 'table' and answer.err then
    local found = redis.pcall('TYPE', key).ok or refuse('the user of this server may not read the key ' .. key)
    if found ~= wanted and found ~= 'none' then
      refuse('wrong type of ' .. key .. ': it holds a ' .. found .. ' where a ' .. wanted .. ' belongs')
    end
    return call(command, key, ...)
  end
  return answer
end

-- Refuses when the key holds something of another type, or may not be written to. Answers how much it holds.
local function expect(key, wanted)
  expect_rights(key, wanted)
  return read(wanted, LENGTHS[wanted], key)
end

-- Refuses when a number that is counted up is none. It may be missing.
local function expect_number(key, field, value)
  if value and not (#value < 19 and find(value, '^%-?%d+$')) then
    refuse('the field ' .. field .. ' of the key ' .. key .. ' is no number')
  end
end

