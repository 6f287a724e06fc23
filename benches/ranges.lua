-- Asks for random ranges within DAYS days, by month and compared with the year before.
local target, days = os.getenv("TARGET"), tonumber(os.getenv("DAYS"))
local now = os.time()

function init()
  math.randomseed(7)
end

local function date(back)
  return os.date("!%Y-%m-%d", now - back * 86400)
end

function request()
  local one, other = math.random(0, days - 366), math.random(0, days - 366)
  local first, last = date(math.max(one, other)), date(math.min(one, other))
  return wrk.format("GET", string.format("%s?first=%s&last=%s&step=month&against=year_weekday", target, first, last))
end
