# Lets the unmodified Sidekiq 8.1 gem run on Ruby 3.1, for tests only. Load it before anything else.
# Sidekiq refuses Ruby below 3.2 by its version string, and uses one thing of it: Data.define. concurrent-ruby, which
# sees that version, uses another: Queue#pop with a timeout.
require "set"
$VERBOSE = nil

if RUBY_VERSION < "3.2"
  RUBY_VERSION = "3.2.0"
  Object.send(:remove_const, :Data) if defined?(::Data)

  # A value object whose `new` takes positions or keywords, as Ruby 3.2 has it.
  class Data
    def self.define(*members, &body)
      Class.new(Struct.new(*members)) do
        define_singleton_method(:new) do |*args, **named|
          named.empty? ? super(*args) : super(*members.map { |member| named[member] })
        end
        class_eval(&body) if body
      end
    end
  end

  class Thread::Queue
    alias pop_or_fail pop
    def pop(non_block = false, timeout: nil)
      return pop_or_fail(non_block) if timeout.nil?
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + timeout
      loop do
        return pop_or_fail(true) unless empty?
        return nil if Process.clock_gettime(Process::CLOCK_MONOTONIC) >= deadline
        sleep 0.005
      rescue ThreadError
        next
      end
    end
  end
end
