# Sidekiq Web 7.3 with the page of sidekiq-cron.
require "sidekiq"
require "sidekiq/web"
require "rack/session"
require "sidekiq-cron"
require "sidekiq/cron/web"
Sidekiq.default_configuration.redis = {url: ENV.fetch("REDIS_URL")}
use Rack::Session::Cookie, key: "sk", secret: "a" * 64, same_site: true, max_age: 86400
run Sidekiq::Web
