# What the real fugit says of every expression of test/golden/cron/expressions.json: its cron form, and the next twenty
# ticks in five zones, begun so that a change of the clock lies among them. Prints a line of JSON for each.
#   ruby fugit_answers.rb EXPRESSIONS.json [every nth [beginning with]]
require "json"
require "fugit"
require "rufus-scheduler"

# A time before the clock goes forward, and one before it goes back; a zone without changes has the two of Berlin.
CHANGES = {
  "Europe/Berlin" => [1774746000, 1792890000],
  "America/New_York" => [1772953200, 1793512800],
  "Australia/Lord_Howe" => [1791041400, 1775314800],
  "America/Havana" => [1772946000, 1793509200],
  "Asia/Kolkata" => [1774746000, 1792890000],
}
TICKS = 20

def cronish(text, mode)
  mode == :cron ? Fugit.parse_cron(text) : Fugit.parse_cronish(text)
rescue StandardError
  nil
end

def ticks(cron, from)
  time = EtOrbi::EoTime.new(from, nil)
  last = from
  Array.new(TICKS) do
    time = cron.next_time(time)
    delta = time.to_i - last
    last = time.to_i
    delta
  end
rescue StandardError
  nil
end

def earlier(cron, from)
  time = EtOrbi::EoTime.new(from, nil)
  last = from
  Array.new(TICKS) do
    time = cron.previous_time(time)
    delta = last - time.to_i
    last = time.to_i
    delta
  end
rescue StandardError
  nil
end

def packed(deltas)
  return nil unless deltas
  deltas.chunk_while { |a, b| a == b }.map { |run| run.size == 1 ? run[0].to_s(36) : "#{run[0].to_s(36)}*#{run.size}" }.join(" ")
end

table = JSON.parse(File.read(ARGV.fetch(0)))
nth = Integer(ARGV.fetch(1, "1"))
first = Integer(ARGV.fetch(2, "0"))
$stdout.sync = true
tell = ->(*line) { puts JSON.generate(line) }
{"cron" => :cron, "natural" => :natural}.each do |kind, mode|
  table.fetch(kind).each_with_index do |text, index|
    next unless index % nth == first
    ENV["TZ"] = "UTC"
    cron = cronish(text, mode)
    next tell.(kind, text, nil) unless cron
    zones = CHANGES.map do |zone, changes|
      ENV["TZ"] = zone
      frequency = cron.rough_frequency rescue 7 * 86_400 # it cannot say for "every other Sunday"
      before = [[10 * frequency, 7 * 86_400].min, 600].max
      runs = changes.map { |change| packed(ticks(cron, change - before)) }
      # What sidekiq-cron's poller asks: it looks back.
      runs += changes.map { |change| packed(earlier(cron, change + before)) } if zone == "Europe/Berlin"
      [zone, [before, *runs]]
    end
    tell.(kind, text, {"cron" => cron.to_cron_s, "zones" => zones.to_h})
  end
end
exit unless first.zero?
table.fetch("durations").each { |text| tell.("durations", text, (Rufus::Scheduler.parse_duration(text, no_error: true) rescue nil)) }
