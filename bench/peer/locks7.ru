# Sidekiq Web 7.3 with the page of sidekiq-unique-jobs.
require "sidekiq"
require "sidekiq/web"
require "rack/session"
require "sidekiq-unique-jobs"
require "sidekiq_unique_jobs/web"
Sidekiq.default_configuration.redis = {url: ENV.fetch("REDIS_URL")}
use Rack::Session::Cookie, key: "sk", secret: "a" * 64, same_site: true, max_age: 86400
run Sidekiq::Web
