-- Searches for texts of two to five digits, hardly ever the same one again.
local target = os.getenv("TARGET")

function init()
  math.randomseed(7)
end

function request()
  local digits = math.random(2, 5)
  return wrk.format("GET", string.format("%s&q=%0" .. digits .. "d", target, math.random(0, 10 ^ digits - 1)))
end
