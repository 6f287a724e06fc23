-- What a script looks at before its first write. A command that fails in the middle of a script leaves those before
-- it applied, and keys may have been touched by anybody: so whatever may refuse a write is asked first.

-- Gives up, with the text for whoever has to mend it.
local function refuse(text)
  return error('LIVETILL ' .. text)
end

-- What is written to a key of each type.
local WRITES = {
  string = { 'SET', 'SETRANGE', 'BITFIELD', 'EXPIRE', 'UNLINK' },
  hash = { 'HSET', 'HSETNX', 'HDEL', 'HINCRBY' },
  list = { 'LPUSH', 'LTRIM' },
  set = { 'SADD', 'SREM' },
  zset = { 'ZADD', 'ZREM', 'ZREMRANGEBYSCORE', 'ZREMRANGEBYRANK' },
}
-- Arguments that these commands could have.
local ARGUMENTS = { SET = 1, SETRANGE = 2, EXPIRE = 1, HSET = 2, HSETNX = 2, HDEL = 1, HINCRBY = 2, LPUSH = 1, LTRIM = 2, SADD = 1, SREM = 1,
  ZADD = 2, ZREM = 1, ZREMRANGEBYSCORE = 2, ZREMRANGEBYRANK = 2 }

-- Redis 6.2 cannot be asked what the user may do.
local may = redis.acl_check_cmd
local asked = {}

-- Refuses when the key holds something of another type, or may not be written to. What is allowed with one key of a
-- type is allowed with the others, as far as they may be written at all.
local function expect(key, wanted)
  local answer = redis.pcall('TYPE', key)
  local found = answer.ok or refuse('the user of this server may not read the key ' .. key)
  if found ~= wanted and found ~= 'none' then
    refuse('wrong type of ' .. key .. ': it holds a ' .. found .. ' where a ' .. wanted .. ' belongs')
  end
  if may then
    for _, command in ipairs(WRITES[wanted]) do
      local count = ARGUMENTS[command] or 0
      local allowed = count == 0 and may(command, key) or count == 1 and may(command, key, 1)
        or count == 2 and may(command, key, 1, 1)
      if not allowed then
        refuse('the user of this server may not ' .. command .. ' the key ' .. key)
      end
      if asked[wanted] then
        break
      end
    end
    asked[wanted] = true
  end
end

-- Refuses when a number that is counted up is none. It may be missing.
local function expect_number(key, field, value)
  if value and not (#value < 19 and find(value, '^%-?%d+$')) then
    refuse('the field ' .. field .. ' of the key ' .. key .. ' is no number')
  end
end

