# Sidekiq Web 7.3, standalone.
require "sidekiq"
require "sidekiq/web"
require "rack/session"
Sidekiq.default_configuration.redis = {url: ENV.fetch("REDIS_URL")}
Sidekiq.default_configuration[:dead_max_jobs] = Integer(ENV.fetch("DEAD_MAX", "10000000"))
use Rack::Session::Cookie, key: "sk", secret: "a" * 64, same_site: true, max_age: 86400
run Sidekiq::Web
