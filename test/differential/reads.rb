# What the gem's own API says of the store, in one document.
stats = Sidekiq::Stats.new
history = Sidekiq::Stats::History.new(3)
work_set = defined?(Sidekiq::WorkSet) ? Sidekiq::WorkSet : Sidekiq::Workers
work = work_set.new.map do |process, thread, work|
  payload = work.respond_to?(:payload) ? work.payload : work["payload"]
  payload = JSON.parse(payload) if payload.is_a?(String)
  run_at = work.respond_to?(:run_at) ? work.run_at.to_i : work["run_at"]
  {process: process, thread: thread, jid: payload["jid"], queue: work.respond_to?(:queue) ? work.queue : work["queue"], run_at: run_at}
end
processes = Sidekiq::ProcessSet.new(false).map do |process|
  {identity: process.identity, hostname: process["hostname"], pid: process["pid"], tag: process["tag"],
   concurrency: process["concurrency"].to_i, busy: process["busy"], quiet: process.stopping?,
   queues: process["queues"].sort, version: process["version"], started: process["started_at"]}
end
jobs = ->(set) { set.map { |job| {jid: job.jid, class: job.display_class, at: job.respond_to?(:score) ? job.score : nil} } }
answer({
  processed: stats.processed, failed: stats.failed, enqueued: stats.enqueued,
  scheduled: stats.scheduled_size, retry: stats.retry_size, dead: stats.dead_size,
  queues: Sidekiq::Queue.all.map { |queue| {name: queue.name, size: queue.size, latency: queue.latency} }.sort_by { |queue| queue[:name] },
  days: history.processed.map { |date, processed| {date: date.to_s, processed: processed, failed: history.failed[date]} }.reverse,
  processes: processes, work: work,
  sets: {scheduled: jobs[Sidekiq::ScheduledSet.new], retry: jobs[Sidekiq::RetrySet.new], dead: jobs[Sidekiq::DeadSet.new]},
  default: jobs[Sidekiq::Queue.new("default")]
})
