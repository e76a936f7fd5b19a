# A small store as the real client and worker write it: every set, several queues, values that a careless re-encoding changes.
AWKWARD = [9007199254740993, -1.0, 1e30, 0.1, "é 漢字 \u{1F600} </script> \\ \"", [], {}, [[], {"a" => [1, {"b" => []}]}], nil, true]
soon = Time.now.to_f + 3600

case ARGV_STAGE
when "before the worker"
  5.times { |n| FailingJob.perform_async("boom <b>#{n}</b> é", *AWKWARD) }
  4.times { |n| DiesAtOnceJob.perform_async("dead #{n}", *AWKWARD) }
  ActiveFailingJob.perform_later(Order.new(42), :sym, 3.days, {a: 1.0})
  Sidekiq.redis { |redis| redis.lpush("queue:default", '{"class":"HardJob","args":[1') }
when "after the worker"
  5.times { |n| HardJob.perform_async(n, *AWKWARD) }
  3.times { |n| LowJob.perform_async(n, *AWKWARD) }
  2.times { |n| HardJob.set(queue: "with space/ü").perform_async(n) }
  3.times { |n| HardJob.perform_at(soon + n, n, *AWKWARD) }
  Sidekiq::Client.push_bulk("class" => HardJob, "args" => [[10], [11], [12]], "at" => soon + 100)
  ActiveHardJob.set(wait_until: Time.at(soon + 200)).perform_later(Order.new(7), :later)
  retries = Sidekiq::RetrySet.new
  now = Time.now.to_f
  stamp = ->(at) { (SIDEKIQ_MAJOR >= 8) ? (at * 1000).to_i : at }
  failed = {
    "retry" => true, "queue" => "low", "args" => AWKWARD, "class" => "LowJob",
    "created_at" => stamp[now - 900], "enqueued_at" => stamp[now - 899], "error_message" => "again",
    "error_class" => "RuntimeError", "failed_at" => stamp[now - 800], "retry_count" => 7, "retried_at" => stamp[now - 60]
  }
  3.times { |n| retries.schedule(soon + 300, failed.merge("jid" => "5a3e5c03e000000000000b0#{n}")) }
end
