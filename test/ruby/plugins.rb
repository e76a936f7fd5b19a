# Plug-ins that only some tests want, named in PLUGINS: batch, status, failures, throttled, uniqueness.
wanted = ENV.fetch("PLUGINS", "").split(",")

if wanted.include?("batch")
  require "sidekiq/batch"

  class BatchedJob
    include Sidekiq::Worker
    include Recorded
    sidekiq_options retry: 0
    def perform(word, *rest)
      record([word, *rest])
      raise ArgumentError, "no #{word} today" if word == "bad"
    end
  end

  class BatchCallback
    include Recorded
    attr_reader :jid
    def on_success(status, options) = record(["success", status.bid, options])
    def on_complete(status, options) = record(["complete", status.bid, options])
  end
end

if wanted.include?("status")
  require "sidekiq-status"
  Sidekiq.configure_client { |config| Sidekiq::Status.configure_client_middleware(config, expiration: 600) }
  Sidekiq.configure_server do |config|
    Sidekiq::Status.configure_server_middleware(config, expiration: 600)
    Sidekiq::Status.configure_client_middleware(config, expiration: 600)
  end

  class FollowedJob
    include Sidekiq::Worker
    include Sidekiq::Status::Worker
    include Recorded
    def perform(*args)
      total 200
      at 50, "a quarter"
      record(args)
    end
  end
end

if wanted.include?("failures")
  require "sidekiq-failures"
end

if wanted.include?("throttled")
  require "sidekiq/throttled"

  class ThrottledJob
    include Sidekiq::Job
    include Sidekiq::Throttled::Job
    include Recorded
    sidekiq_throttle concurrency: {limit: 2}, threshold: {limit: 10, period: 3600}
    def perform(seconds)
      sleep seconds
      record([seconds])
    end
  end
end

if wanted.include?("uniqueness")
  require "activejob/uniqueness"

  class UniqueActiveJob < ActiveJob::Base
    include Recorded
    unique :until_executed, lock_ttl: 600, on_conflict: :log
    def perform(*args) = record(args.map(&:to_s))
  end

  module Billing
    class HTTPChargeJob < UniqueActiveJob
    end
  end
end
