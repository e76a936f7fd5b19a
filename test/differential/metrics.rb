# Fills the store through the gem's own tracker (random runs, flushed at past times) and answers what its Query says.
# STAGE is "fill" or "ask".
require "sidekiq/component"
require "sidekiq/metrics/query"
require "sidekiq/metrics/tracking"
require "sidekiq/deploy"

if STAGE == "fill"
  tracker = Sidekiq::Metrics::ExecutionTracker.new(Sidekiq.default_configuration)
  random = Random.new(4711)
  classes = ["HardJob", "Billing::ChargeJob", "Ünïcode::Job", "ActionMailer::MailDeliveryJob", "Rare", "a b<c>"]
  hours = (SIDEKIQ_MAJOR >= 8) ? 71 : 7
  400.times do |n|
    # Half of them lie in the last hours that have histograms.
    ago = n.even? ? random.rand(7 * 3600) : random.rand(hours * 3600)
    (1 + random.rand(6)).times do
      name = classes[[random.rand(classes.size), random.rand(classes.size)].min]
      counts, totals = %i[@jobs @totals].map { |variable| tracker.instance_variable_get(variable) }
      if random.rand < 0.2
        counts["#{name}|f"] += 1
        totals["f"] += 1
      else
        tracker.send(:track_time, name, (random.rand**6 * 400_000).to_i)
      end
      counts["#{name}|p"] += 1
      totals["p"] += 1
    end
    tracker.flush(Time.now - ago)
  end
  deploys = Sidekiq::Deploy.new(Sidekiq.default_configuration.redis_pool)
  deploys.mark!(at: Time.now - 600, label: "8f3ac1 Résumé of <b>orders</b>")
  deploys.mark!(at: Time.now - 600, label: "the minute has a label already")
  deploys.mark!(at: Time.now - 5000, label: "older")
  deploys.mark!(at: Time.now - 26 * 3600, label: "yesterday")
  answer(true)
else
  query = Sidekiq::Metrics::Query.new
  at = query.instance_variable_get(:@time).to_f
  stats = ->(result) do
    {totals: result.totals, avg: result.total_avg, series: result.series, series_avg: result.series_avg("ms"), hist: result.hist}
  end
  facts = ->(result) do
    {jobs: result.job_results.transform_values(&stats), marks: result.marks.map { |mark| [mark.bucket, mark.label] }}
  end
  periods = {"1h" => {minutes: 60}, "2h" => {minutes: 120}, "4h" => {minutes: 240}, "8h" => {minutes: 480}}
  periods.merge!("24h" => {hours: 24}, "48h" => {hours: 48}, "72h" => {hours: 72}) if SIDEKIQ_MAJOR >= 8
  answer({
    now: at,
    top: periods.transform_values { |args| facts[query.top_jobs(**args)] },
    filtered: facts[query.top_jobs(class_filter: /JOB/i, minutes: 120)],
    job: periods.transform_values { |args| facts[query.for_job("Billing::ChargeJob", **args)] },
    none: facts[query.for_job("Never::Ran", minutes: 60)]
  })
end
