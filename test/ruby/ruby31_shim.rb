# Lets the unmodified Sidekiq 8.1 gem run on Ruby 3.1, for tests only. Load it before anything else.
# Sidekiq refuses Ruby below 3.2 by its version string, and uses one thing of it: Data.define.
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
end
