/** One value of a field, or a list of them: a number, `*`, or a piece of a cron field. */
export type SlotValue = number | string | (number | string)[] | null;
export type SlotKey = "time" | "second" | "h" | "month" | "monthday" | "weekday" | "zone";

/** fugit cannot make sense of the words together. */
export class Contradiction extends Error {}

/**
 * A part of the schedule that a phrase fixes. `time` carries hours in `a` and minutes in `b`. `strong` names the
 * half (0 = `a`, 1 = `b`) that prevails over that of another phrase, `weak` the one that gives way.
 */
export interface Slot {
  key: SlotKey;
  a: SlotValue;
  b: SlotValue;
  strong: number | null;
  weak: number | true | null;
}

export function slot(
  key: SlotKey,
  a: SlotValue,
  b: SlotValue = null,
  grade: Partial<Pick<Slot, "strong" | "weak">> = {},
): Slot {
  return { key, a, b, strong: null, weak: null, ...grade };
}

export const listOf = (value: SlotValue): (number | string)[] =>
  value === null ? [] : Array.isArray(value) ? value : [value];

/** The five or six fields of the first cron that the slots make; hours with other minutes would be a second one. */
export function cronOf(slots: readonly Slot[]): string {
  const times = slots.filter(({ key }) => key === "time").map((each) => ({ ...each }));
  const fields = new Map<SlotKey, Slot>();
  for (const each of slots) {
    if (each.key === "time") continue;
    const before = fields.get(each.key);
    if (before) append(before, each);
    else fields.set(each.key, { ...each });
  }
  const days = fields.has("monthday") || fields.has("weekday");
  if (times.length === 0 && (days || fields.has("month"))) times.push(slot("time", 0, 0));
  if (!days && fields.has("month")) fields.set("monthday", slot("monthday", 1));
  const [hours, minutes] = firstTime(times);
  const field = (key: SlotKey, otherwise: string) => fields.get(key)?.a ?? otherwise;
  const parts: SlotValue[] = [
    field("second", "0"),
    minutes,
    hours,
    field("monthday", "*"),
    field("month", "*"),
    field("weekday", "*"),
  ];
  const zone = fields.get("zone");
  if (zone) parts.push(zone.a);
  const seconds = listOf(parts[0] ?? null);
  if (seconds.length === 1 && seconds[0] === "0") parts.shift();
  return parts.map(written).join(" ");
}

function firstTime(times: Slot[]): [hours: SlotValue, minutes: SlotValue] {
  if (times.length === 0) return ["*", "*"];
  for (;;) {
    const graded = times.length > 1 ? times.findIndex(({ strong, weak }) => strong !== null || weak !== null) : -1;
    const target = times[graded];
    if (!target) break;
    const [other] = times.splice(graded === 0 ? 1 : graded - 1, 1);
    if (other) append(target, other);
  }
  const hoursOf = new Map<number | string, (number | string)[]>();
  for (const { a, b } of times) {
    for (const minute of listOf(b)) hoursOf.set(minute, [...(hoursOf.get(minute) ?? []), ...listOf(a)]);
  }
  const groups = new Map<string, { hours: (number | string)[]; minutes: (number | string)[] }>();
  for (const [minute, hours] of hoursOf) {
    if (new Set(hours.map((hour) => typeof hour)).size > 1) throw new Contradiction();
    const sorted = hours.every((hour) => typeof hour === "number")
      ? hours.toSorted((left, right) => Number(left) - Number(right))
      : hours.toSorted();
    const key = JSON.stringify(sorted);
    const group = groups.get(key) ?? { hours: sorted, minutes: [] };
    group.minutes.push(minute);
    groups.set(key, group);
  }
  const [first] = groups.values();
  if (!first) throw new Contradiction();
  return [first.hours, first.minutes];
}

function append(target: Slot, other: Slot): void {
  const a = conflate(0, target, other);
  target.b = conflate(1, target, other);
  target.a = a;
  target.strong = null;
  target.weak = null;
}

function conflate(index: 0 | 1, self: Slot, other: Slot): SlotValue {
  const [mine, theirs] = index === 0 ? [self.a, other.a] : [self.b, other.b];
  if (theirs === null) return mine;
  if (mine === null) return theirs;
  if (index === 0) {
    const range = (other.strong === 1 ? hourRange(self) : null) ?? (self.strong === 1 ? hourRange(other) : null);
    if (range) return range[0] === range[1] - 1 ? range[0] : `${range[0]}-${range[1] - 1}`;
  }
  if (self.strong === index) return mine;
  if (other.strong === index) return theirs;
  if (other.weak === index || other.weak === true) return mine;
  if (self.weak === index || self.weak === true) return theirs;
  if (mine === "*" && theirs === "*") return ["*"];
  const values = (value: SlotValue) => (value === "*" ? [] : listOf(value));
  return [...values(mine), ...values(theirs)];
}

function hourRange({ key, a, b }: Slot): [number, number] | null {
  if (key !== "time" || b !== 0) return null;
  if (typeof a !== "string") throw new Contradiction();
  const match = /^(\d+)-(\d+)$/.exec(a);
  return match ? [Number(match[1]), Number(match[2])] : null;
}

function written(value: SlotValue): string {
  const unique = [...new Set(listOf(value))];
  const rank = (each: number | string) => (typeof each === "number" ? each : 999_999);
  return unique.sort((left, right) => rank(left) - rank(right)).join(",");
}
