-- Makes wrk send one request over and over, and print its figures as a line of JSON.
-- Arguments: what to post (none, text or array), and how many messages are in one request.

function init(args)
    local text = string.rep("0123456789", 20)
    local contents = {
        text = { "text/plain", text },
        array = { "application/json", "[" .. string.rep('{"text":"' .. text .. '"}', tonumber(args[2]), ",") .. "]" },
    }
    local content = contents[args[1]]
    if content then
        wrk.method = "POST"
        wrk.headers["Content-Type"] = content[1]
        wrk.body = content[2]
    end
end

function done(summary, latency)
    local failed = 0
    for _, count in pairs(summary.errors) do
        failed = failed + count
    end
    -- wrk counts requests that were refused, too.
    local accepted = summary.requests - summary.errors.status
    print(string.format('{"requests":%d,"failed":%d,"micros":%d,"p50":%d,"p99":%d}',
        accepted, failed, summary.duration, latency:percentile(50), latency:percentile(99)))
end
