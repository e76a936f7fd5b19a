# For tests of schedules: the job classes with sidekiq-cron and sidekiq-scheduler loaded beside them. A worker polls
# sidekiq-cron's entries every second (CRON=1) or runs sidekiq-scheduler (SCHEDULER=dynamic or static, the schedule of
# the latter in SCHEDULE as JSON).
require_relative "jobs"
require "sidekiq-cron" if ENV["CRON"]
if ENV["SCHEDULER"]
  require "sidekiq-scheduler"
  Sidekiq.configure_server do |config|
    # Known before it starts, or it would take every schedule out that no file declares.
    if ENV["SCHEDULER"] == "dynamic"
      SidekiqScheduler::Scheduler.dynamic = true
      SidekiqScheduler::Scheduler.dynamic_every = "1s"
    else
      config.on(:startup) do
        Sidekiq.schedule = JSON.parse(ENV.fetch("SCHEDULE"))
        SidekiqScheduler::Scheduler.instance.reload_schedule!
      end
    end
  end
end

if ENV["CRON"] && !Sidekiq::Cron.respond_to?(:configure)
  # sidekiq-cron 1.x
  Sidekiq::Options[:cron_poll_interval] = 1
elsif ENV["CRON"]
  Sidekiq::Cron.configure do |config|
    config.cron_poll_interval = 1
    config.cron_poll_process_count = 1
    config.available_namespaces = :auto
    config.reschedule_grace_period = Integer(ENV["GRACE"]) if ENV["GRACE"]
    config.cron_schedule_file = ENV.fetch("CRON_FILE", "/nonexistent/schedule.yml")
  end
end
