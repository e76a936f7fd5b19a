# Sidekiq Web 8.1, standalone; on Ruby 3.1 behind test/ruby/ruby31_shim.rb.
require "uri"
URI::RFC2396_PARSER = URI::RFC2396_Parser.new unless defined?(URI::RFC2396_PARSER)
require "sidekiq"
require "sidekiq/web"
require "rack/session"
Sidekiq.default_configuration.redis = {url: ENV.fetch("REDIS_URL")}
Sidekiq.default_configuration[:dead_max_jobs] = Integer(ENV.fetch("DEAD_MAX", "10000000"))
use Rack::Session::Cookie, key: "sk", secret: "a" * 64, same_site: true, max_age: 86400
run Sidekiq::Web
