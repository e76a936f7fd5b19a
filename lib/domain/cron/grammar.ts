import { alt, type Found, gather, joined, lookup, maybe, type Parser, rex, seq } from "./peg";

/** One element of a list field, as written: `a-z/step`, for weekdays also `a#nth` and `a%every+offset`. */
export interface Element {
  from: number | null;
  to: number | null;
  step: number | null;
  nth: number | null;
  every: readonly [every: number, offset: number] | null;
}

export interface WrittenCron {
  seconds: readonly Element[] | null;
  minutes: readonly Element[];
  hours: readonly Element[];
  monthdays: readonly Element[];
  months: readonly Element[];
  weekdays: readonly Element[];
  zone: string | null;
  /** `&`: both day fields must match. */
  both: boolean;
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS = ["-", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const space = rex(null, /[ \t]+/y);
const star = rex(null, /\*/y);
const comma = rex(null, /,([ \t]*,)*/y);
const commas = rex(null, /([ \t]*,)*/y);
const and = rex(null, /&?/y);
const slash = rex("slash", /\/\d\d?/y);
const hyphen = rex("hyphen", /-/y);
const nth = rex("nth", /#(-?[1-5]|last|l)/iy);
const modulo = rex("modulo", /%\d+(\+\d+)?/y);

const minute = rex("value", /[0-5]?\d/y);
const hour = rex("value", /(2[0-4]|[01]?[0-9])/y);
const monthday = rex("value", /(-?(3[01]|[12][0-9]|0?[1-9])|last|l)/iy);
const month = rex("value", new RegExp(`(1[0-2]|0?[1-9]|${MONTHS.slice(1).join("|")})`, "iy"));
const weekday = rex("value", new RegExp(`([0-7]|${WEEKDAYS.join("|")})`, "iy"));

function element(value: Parser): Parser {
  const range = seq(null, value, maybe(seq(null, hyphen, value)));
  return alt("element", slash, seq(null, alt(null, star, range), maybe(slash)));
}

function list(name: string, each: Parser): Parser {
  return seq(null, commas, joined(name, each, comma), commas);
}

const weekdayElement = alt(null, seq("element", weekday, nth), seq("element", weekday, modulo), element(weekday));
const zone = alt(
  "zone",
  rex(null, / +[-+]([01][0-9]|2[0-4]):?(00|15|30|45)/y),
  rex(null, / +[A-Z][a-zA-Z0-9+-]+(\/[A-Z][a-zA-Z0-9+_-]+){0,2}/y),
);
const five = [
  list("minutes", element(minute)),
  space,
  list("hours", element(hour)),
  space,
  list("monthdays", element(monthday)),
  and,
  space,
  list("months", element(month)),
  space,
  list("weekdays", weekdayElement),
  and,
  maybe(zone),
];

/** Five fields, or six with seconds first, and a zone behind them: the grammar of fugit, without its random `~`. */
export const cronParser: Parser = alt(
  null,
  seq("cron", list("seconds", element(minute)), space, ...five),
  seq("cron", ...five),
);

export function readCron(found: Found): WrittenCron {
  const fields = new Map<string, Found>();
  for (const part of gather(lookup(found, "cron") ?? found)) if (part.name) fields.set(part.name, part);
  const elements = (name: string, bound: (text: string) => number = Number) => {
    const field = fields.get(name);
    return field ? gather(field, "element").map((each) => readElement(each, bound)) : [];
  };
  return {
    seconds: fields.has("seconds") ? elements("seconds") : null,
    minutes: elements("minutes"),
    hours: elements("hours"),
    monthdays: elements("monthdays", (text) => (/^l/i.test(text) ? -1 : Number(text))),
    months: elements("months", (text) => named(MONTHS, text)),
    weekdays: elements("weekdays", (text) => named(WEEKDAYS, text)),
    zone: fields.get("zone")?.text.trim() ?? null,
    both: found.text.includes("&"),
  };
}

function readElement(found: Found, bound: (text: string) => number): Element {
  const values = gather(found, "value").map(({ text }) => bound(text));
  const step = lookup(found, "slash");
  const which = lookup(found, "nth")?.text.slice(1);
  const cycle = lookup(found, "modulo")?.text.slice(1).split("+").map(Number);
  return {
    from: values[0] ?? null,
    to: values[1] ?? null,
    step: step ? Number(step.text.slice(1)) : null,
    nth: which === undefined ? null : /^l/i.test(which) ? -1 : Number(which),
    every: cycle ? [cycle[0] ?? 1, cycle[1] ?? 0] : null,
  };
}

function named(names: readonly string[], text: string): number {
  const at = names.indexOf(text.toLowerCase());
  return at >= 0 ? at : Number(text);
}
