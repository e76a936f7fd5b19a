# The job classes the tests push, seed and run. Every execution is recorded as one JSON line in the Redis list `executed`:
# [class, jid, args], the arguments as Ruby got them, so that two runs can be compared digit by digit.
require_relative "prelude"

module Recorded
  def record(args)
    line = JSON.generate([self.class.name, respond_to?(:jid) ? jid : job_id, args])
    Sidekiq.redis { |redis| redis.rpush("executed", line) }
  end
end

class HardJob
  include Sidekiq::Worker
  include Recorded
  def perform(*args) = record(args)
end

class SlowJob
  include Sidekiq::Worker
  include Recorded
  def perform(seconds, *rest)
    sleep seconds
    record([seconds, *rest])
  end
end

class FailingJob
  include Sidekiq::Worker
  include Recorded
  sidekiq_options backtrace: 20
  def perform(message = "boom <b>1</b> é", *rest)
    record([message, *rest])
    raise ArgumentError, message
  end
end

# Dies until the key `mended` exists: what an operator retries after repairing the cause. Takes its time when it works.
class MendableJob
  include Sidekiq::Worker
  include Recorded
  sidekiq_options retry: 0
  def perform(what, seconds = 0, *rest)
    raise "#{what}: not mended yet" unless Sidekiq.redis { |redis| redis.get("mended") }
    sleep seconds
    record([what, seconds, *rest])
  end
end

class DiesAtOnceJob < FailingJob
  sidekiq_options retry: 0
end

class LowJob < HardJob
  sidekiq_options queue: "low", retry: 3, tags: ["bulk", "nächtlich"]
end

if SIDEKIQ_MAJOR >= 8 || Sidekiq::VERSION.start_with?("7.3")
  class IterableJob
    include Sidekiq::IterableJob
    include Recorded
    def build_enumerator(count, cursor:) = array_enumerator((1..count).to_a, cursor: cursor)
    def each_iteration(number, *) = record([number])
  end

  class SlowIterableJob < IterableJob
    def each_iteration(number, *)
      sleep 0.05
      record([number])
    end
  end
end

begin
  require "active_job"
  require "global_id"
  require "bigdecimal/util"
  if SIDEKIQ_MAJOR == 7
    # What sidekiq/rails.rb defines; that file itself wants the whole of Rails.
    module Sidekiq::ActiveJob
      class Wrapper
        include Sidekiq::Job
        def perform(job_data) = ::ActiveJob::Base.execute(job_data.merge("provider_job_id" => jid))
      end
    end
  end
  require "active_job/queue_adapters/sidekiq_adapter"
rescue LoadError
  nil # 5.2 and 6.5 are installed without it
end

if defined?(ActiveJob::Base)
  ActiveJob::Base.queue_adapter = :sidekiq
  ActiveJob::Base.logger = Logger.new(nil)
  GlobalID.app = "shop"

  class Order
    include GlobalID::Identification
    attr_reader :id
    def initialize(id) = @id = id
    def self.find(id) = new(Integer(id))
    def inspect = "#<Order #{id}>"
  end

  # Records what Ruby made of its arguments, their classes included.
  class ActiveInspectingJob < ActiveJob::Base
    include Recorded
    def perform(*args, **options) = record([args.inspect, options.inspect])
  end

  class ActiveHardJob < ActiveJob::Base
    include Recorded
    def perform(*args) = record(args.map { |arg| arg.is_a?(Order) ? arg.to_global_id.to_s : arg })
  end

  # Without `retry_on` a failure is Sidekiq's to retry.
  class ActiveFailingJob < ActiveHardJob
    def perform(*args)
      super
      raise ArgumentError, "boom in Active Job"
    end
  end

  # `retry_on` goes through the scheduled set with a new jid, not through the retry set.
  class ActiveRetryingJob < ActiveJob::Base
    include Recorded
    retry_on StandardError, wait: 3600, attempts: 3
    def perform(*args)
      record(args)
      raise "try later"
    end
  end

  # Action Mailer's own job, with its name and arguments; the mail itself is not what is tested.
  module ActionMailer
    class MailDeliveryJob < ActiveJob::Base
      include Recorded
      queue_as :mailers
      def perform(mailer, mail_method, delivery_method, args:, params: nil)
        record([mailer, mail_method, delivery_method, args, params])
      end
    end
  end
end

require_relative "plugins" if ENV["PLUGINS"]

if ENV["UNIQUE_JOBS"]
  require "sidekiq-unique-jobs"
  Sidekiq.configure_client { |config| config.client_middleware { |chain| chain.add SidekiqUniqueJobs::Middleware::Client } }
  Sidekiq.configure_server do |config|
    config.client_middleware { |chain| chain.add SidekiqUniqueJobs::Middleware::Client }
    config.server_middleware { |chain| chain.add SidekiqUniqueJobs::Middleware::Server }
    SidekiqUniqueJobs::Server.configure(config)
  end

  class UniqueJob
    include Sidekiq::Worker
    include Recorded
    sidekiq_options lock: :until_executed
    def perform(*args) = record(args)
  end

  class UniqueUntilExecutingJob < UniqueJob
    sidekiq_options lock: :until_executing
  end

  class UniqueExpiringJob < UniqueJob
    sidekiq_options lock: :until_expired, lock_ttl: 600
  end

  SidekiqUniqueJobs.config.lock_info = true if ENV["LOCK_INFO"]

  class UniqueInfoJob < UniqueJob
  end

  class UniqueSlowJob < UniqueJob
    sidekiq_options lock: :until_and_while_executing
    def perform(seconds)
      sleep seconds
      super
    end
  end

  class UniqueFailingJob < UniqueJob
    sidekiq_options lock: :until_executed, retry: 5
    def perform(*args)
      super
      raise "fails on purpose"
    end
  end

  # One class a lock type: LockedUntilExecutedJob and so on. With "fail" in front it fails until the key `mended` is there.
  LOCK_TYPES = %i[until_executed until_executing while_executing until_and_while_executing until_expired]
  LOCK_TYPES.each do |type|
    name = "Locked#{type.to_s.split("_").map(&:capitalize).join}Job"
    klass = Class.new(UniqueJob) do
      sidekiq_options lock: type, retry: 5, **(type == :until_expired ? {lock_ttl: 600} : {})
      def perform(*args)
        raise "not mended" if args.first == "fail" && !Sidekiq.redis { |redis| redis.get("mended") }
        record(args)
      end
    end
    Object.const_set(name, klass)
  end
end
