-- The requests that wrk sends: wrk -s load.lua <base URL> -- <product|list|paths|cart|order|sale|signin|bare> <folder> [run [buyers]]
-- The folder holds products (an id per line), for carts and orders the customer's token, for carts
-- carts, for sign-ins accounts, and for paths those; the run's name makes Idempotency-Keys unique.

local threads = {}
failures = 0 -- answers below 400 that are not what was asked for; wrk itself counts those from 400 on

local function lines(file)
  local found = {}
  for line in io.lines(file) do found[#found + 1] = line end
  return found
end

local address = '"shipping_address":{"name":"Ada Lovelace","line1":"12 St James\'s Square","city":"London",'
  .. '"postal_code":"SW1Y 4JH","country":"GB"},"payment":{"method":"card","token":"tok_visa"},"email":"ada@example.com"'

local json = { ["Content-Type"] = "application/json" }
local sent = 0
local makers = {}

-- a different product each time
function makers.product(products)
  return function()
    sent = sent + 1
    return wrk.format("GET", "/products/" .. products[sent % #products + 1])
  end
end

-- The same for each: it is fixed before the load starts.
function makers.list() return function() return wrk.format("GET", "/products?limit=20") end end
function makers.bare() return function() return wrk.format("GET", wrk.path) end end

-- one path after the other
function makers.paths(paths, _, _, token)
  local headers = { ["Authorization"] = "Bearer " .. token }
  return function()
    sent = sent + 1
    return wrk.format("GET", paths[sent % #paths + 1], headers)
  end
end

-- one piece for each of so many buyers; whoever comes after them only looks
local buyers
function makers.sale(products, _, run, token)
  local headers = { ["Content-Type"] = "application/json", ["Prefer"] = "wait=10", ["Authorization"] = "Bearer " .. token }
  return function()
    sent = sent + 1
    -- wrk makes the first to look at it, and does not send it
    if sent > buyers + 1 then return wrk.format("GET", "/products/" .. products[1]) end
    headers["Idempotency-Key"] = run .. "-" .. sent
    return wrk.format("POST", "/orders/", headers,
      '{"items":[{"product_id":"' .. products[sent % #products + 1] .. '","quantity":1}],' .. address .. "}")
  end
end

-- a different account each time: too many attempts at one at once look like guessing, and are put off
-- from an address of its own each: of one only so many may sign in within a minute
function makers.signin(accounts)
  return function()
    sent = sent + 1
    local headers = { ["Content-Type"] = "application/json", ["X-Forwarded-For"] = string.format(
      "198.%d.%d.%d", 18 + math.random(0, 1), math.random(0, 255), math.random(1, 254)) }
    return wrk.format("POST", "/customers/tokens", headers, '{"grant_type":"password","email":"'
      .. accounts[sent % #accounts + 1] .. '","password":"a-password-for-benchmarks"}')
  end
end

-- one more of one of five products, so that a cart has the size that carts have
function makers.cart(products, carts, _, token)
  local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token }
  return function()
    sent = sent + 1
    local product = products[math.random(5)]
    return wrk.format("POST", "/carts/" .. carts[sent % #carts + 1] .. "/items", headers,
      '{"product_id":"' .. product .. '","quantity":1}')
  end
end

-- a trace that is begun here, as the cluster's gateway begins one for each request and says whether it is recorded
local traced = tonumber(os.getenv("TRACED") or "")
local function traceparent()
  local function word() return math.random(2 ^ 31 - 1) end
  return string.format("00-%08x%08x%08x%08x-%08x%08x-%s", word(), word(), word(), word(), word(), word(),
    math.random() < traced and "01" or "00")
end

-- three different products out of all; TRACED says which share of the orders' traces is recorded
function makers.order(products, _, run, token)
  local third = math.floor(#products / 3)
  local headers = { ["Content-Type"] = "application/json", ["Prefer"] = "wait=10",
    ["Authorization"] = "Bearer " .. token }
  local function line(place)
    return '{"product_id":"' .. products[place * third + math.random(third)] .. '","quantity":1}'
  end
  return function()
    sent = sent + 1
    headers["Idempotency-Key"] = run .. "-" .. number .. "-" .. sent
    if traced then headers["traceparent"] = traceparent() end
    return wrk.format("POST", "/orders/", headers,
      '{"items":[' .. line(0) .. "," .. line(1) .. "," .. line(2) .. "]," .. address .. "}")
  end
end

local expected = {
  cart = function(status) return status == 200 or status == 201 end,
  order = function(status, body) return status == 201 and body:find('"status"%s*:%s*"confirmed"') end,
}

function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end

function init(arguments)
  local kind, folder, run = arguments[1], arguments[2], arguments[3]
  local files = { signin = "/accounts", paths = "/paths" }
  buyers = tonumber(arguments[4])
  math.randomseed(os.time() + number)
  local signed_in = kind == "cart" or kind == "order" or kind == "paths" or kind == "sale"
  request = makers[kind](lines(folder .. (files[kind] or "/products")), kind == "cart" and lines(folder .. "/carts"), run,
    signed_in and lines(folder .. "/token")[1])
  if expected[kind] then -- only then: looking at each answer costs the load tool time
    response = function(status, _, body)
      if status < 400 and not expected[kind](status, body) then failures = failures + 1 end
    end
  end
end

-- One line for whoever measures: requests as expected per second, p50 and p99 in ms, errors
function done(summary, latency)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("failures") end
  local answered = summary.errors.status
  for _, thread in ipairs(threads) do answered = answered + thread:get("failures") end
  print(string.format("RESULT\t%.1f\t%.2f\t%.2f\t%d", (summary.requests - answered) / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, wrong))
end
