-- What every script begins with.

local call = redis.call
-- Redis 6.2 cannot be asked what the user may do.
local may = redis.acl_check_cmd
local sub, byte, char, find, concat = string.sub, string.byte, string.char, string.find, table.concat
local pack, unpack_bytes, floor, min = struct.pack, struct.unpack, math.floor, math.min

-- A Lua call takes at most about 8,000 values from unpack(), less what is on the stack already.
local MANY, PAIRS = 6000, 3000

-- Calls a command with a list of any length, in whole pairs; sums up what it answers.
local function call_with(command, key, values)
  local sum = 0
  for first = 1, #values, MANY do
    sum = sum + call(command, key, unpack(values, first, min(first + MANY - 1, #values)))
  end
  return sum
end

