# Loaded before every script and worker: the gem at REDIS_URL, quiet, and a short beat so that tests need not wait 10 s.
# Nothing here touches what the gem writes.
require "json"
require "sidekiq"
require "sidekiq/api"

SIDEKIQ_MAJOR = Sidekiq::VERSION.to_i

if SIDEKIQ_MAJOR >= 7
  Sidekiq.configure_client { |config| config.redis = {url: ENV.fetch("REDIS_URL")} }
  Sidekiq.default_configuration.logger.level = Logger::FATAL if ENV["QUIET"]
  # The API's kill trims the dead set by the configuration of the process it runs in.
  Sidekiq.default_configuration[:dead_max_jobs] = Integer(ENV["DEAD_MAX_JOBS"]) if ENV["DEAD_MAX_JOBS"]
else
  Sidekiq.configure_client { |config| config.redis = {url: ENV.fetch("REDIS_URL")} }
  Sidekiq.logger.level = Logger::FATAL if ENV["QUIET"]
end

Sidekiq.configure_server do |config|
  config.redis = {url: ENV.fetch("REDIS_URL")}
  SIDEKIQ_MAJOR >= 7 ? config[:average_scheduled_poll_interval] = 1 : config.average_scheduled_poll_interval = 1
  require "sidekiq/launcher"
  %i[BEAT_PAUSE].each do |name|
    next unless Sidekiq::Launcher.const_defined?(name)
    Sidekiq::Launcher.send(:remove_const, name)
    Sidekiq::Launcher.const_set(name, 1)
  end
end

# Answers a script's caller: one line of standard output, marked, with a JSON document.
def answer(value)
  $stdout.puts
  $stdout.puts("answer #{JSON.generate(value)}")
  $stdout.flush
end
