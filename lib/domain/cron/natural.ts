import { CRON_TEXT_MAX } from "./expression";
import { NAMED_HOURS, NAMED_MINUTES, NAMED_MONTHDAYS, naturalParser } from "./natural-grammar";
import { Contradiction, cronOf, type Slot, type SlotValue, slot } from "./natural-slots";
import { type Found, gather, lookup, parseAll } from "./peg";

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * The cron expression that fugit makes of English words, not yet checked; null for what it refuses. Of several
 * expressions ("at 3:15 and 4:30") it is the first, as in sidekiq-cron's default mode.
 */
export function naturalToCron(text: string): string | null {
  const words = text.trim();
  if (words.length > CRON_TEXT_MAX) return null;
  const found = parseAll(naturalParser, words);
  if (!found) return null;
  try {
    return cronOf(gather(found).flatMap(slotsOf));
  } catch (error) {
    if (error instanceof Contradiction) return null;
    throw error;
  }
}

function slotsOf(found: Found): Slot[] {
  const below = () => gather(found).flatMap(slotsOf);
  const text = found.text.trim();
  switch (found.name) {
    case "every":
      // Of "every monday and every friday" fugit keeps the first part.
      return gather(found).slice(0, 1).flatMap(slotsOf);
    case "at":
    case "on":
    case "onDays":
    case "onThe":
      return below();
    case "monthday":
      return [slot("monthday", Number(text))];
    case "namedMonthday":
      return [slot("monthday", NAMED_MONTHDAYS.get(text.toLowerCase()) ?? null)];
    case "weekdays":
      return [slot("weekday", gather(found, "weekday").map(weekdayOf))];
    case "toWeekday":
      return [slot("weekday", gather(found, "weekday").map(weekdayOf).join("-"))];
    case "toMonthday":
      return [
        slot(
          "monthday",
          gather(found)
            .flatMap(slotsOf)
            .map(({ a }) => String(a))
            .join("-"),
        ),
      ];
    case "everyWeekday":
      return [slot("weekday", "1-5", null, { weak: true })];
    case "everySingle":
      return /year/i.test(text)
        ? [slot("month", 1, null, { weak: true }), slot("monthday", 1, null, { weak: true })]
        : [slot("weekday", 0, null, { weak: true })];
    case "everyInterval":
      return [interval(found)];
    case "onMinutes":
      return [
        slot(
          "time",
          "*",
          gather(found, "minute")
            .map((each) => each.text)
            .join(","),
          { strong: 1 },
        ),
      ];
    case "onUnit":
      return [/hour/i.test(text) ? slot("time", 0, "*", { strong: 0 }) : slot("time", "*", "*", { strong: 1 })];
    case "atPoint":
      return [point(found)];
    case "digitalHour": {
      const [hour = 0, minute = 0] = (lookup(found, "clock")?.text ?? "").split(":").map(Number);
      return [slot("time", halfDay(hour, found), minute)];
    }
    case "simpleHour":
      return [slot("time", halfDay(Number(lookup(found, "hour")?.text), found), 0)];
    case "namedHour":
      return [namedHour(found)];
    case "toHour":
      return [hours(found)];
    case "zone":
      return [slot("zone", text)];
    default:
      return [];
  }
}

const weekdayOf = ({ text }: Found) => WEEKDAYS.indexOf(text.slice(0, 3).toLowerCase());

function interval(found: Found): Slot {
  const count = lookup(found, "count")?.text.trim() ?? "1";
  const unit = lookup(found, "unit")?.text.trim() ?? "";
  const offset = lookup(found, "offsetCount");
  const field = offset ? `${Number(offset.text)}/${count}` : count === "1" ? "*" : `*/${count}`;
  if (unit === "M" || /^mon/i.test(unit)) return slot("month", field);
  switch (unit.charAt(0).toLowerCase()) {
    case "d":
      return slot("monthday", field, null, { weak: true });
    case "h":
      return slot("time", field, 0, { weak: 1 });
    case "m":
      return slot("time", "*", field, { strong: 1 });
    default:
      return slot("second", field);
  }
}

function point(found: Found): Slot {
  const counts = gather(found, "count").map(({ text }) => Number(text));
  const unit = (lookup(found, "point")?.text ?? "").charAt(0).toLowerCase();
  if (unit === "m") return slot("time", "*", counts, { strong: 1 });
  return slot(unit === "s" ? "second" : "h", counts);
}

function namedHour(found: Found): Slot {
  const hour = NAMED_HOURS.get(lookup(found, "hour")?.text.trim() ?? "");
  const word = lookup(found, "named")?.text.trim();
  const minute: SlotValue = word === undefined ? 0 : (NAMED_MINUTES.get(word) ?? word);
  if (hour === undefined) throw new Contradiction();
  return slot("time", halfDay(hour, found), minute);
}

function halfDay(hour: number, found: Found): number {
  const half = lookup(found, "half")?.text.trim().toLowerCase();
  if (half === "midnight" && hour === 12) return 24;
  if (half === "pm" && hour < 12) return hour + 12;
  return half === "am" && hour === 12 ? 0 : hour;
}

function hours(found: Found): Slot {
  const [first, second] = gather(found).flatMap(slotsOf);
  if (first?.key !== "time" || second?.key !== "time" || JSON.stringify(first.b) !== JSON.stringify(second.b)) {
    throw new Contradiction();
  }
  return slot("time", `${first.a}-${second.a}`, 0, { strong: 0 });
}
