import { alt, joined, maybe, type Parser, rex, seq } from "./peg";

const NINE = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = ["twenty", "thirty", "forty", "fifty"];
const SIXTY = ["zero", ...NINE, ...TEENS, ...TENS.flatMap((ten) => [ten, ...NINE.map((one) => `${ten}-${one}`)])];
const ORDINALS =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split(
    " ",
  );
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

export const NAMED_HOURS: ReadonlyMap<string, number> = new Map([
  ...SIXTY.slice(0, 13).map((word, index) => [word, index] as const),
  ["midnight", 0],
  ["oh", 0],
  ["noon", 12],
]);
export const NAMED_MINUTES: ReadonlyMap<string, number> = new Map([
  ...SIXTY.map((word, index) => [word, index] as const),
  ["o'clock", 0],
  ["hundred", 0],
]);
export const NAMED_MONTHDAYS: ReadonlyMap<string, number | "L"> = new Map<string, number | "L">([
  ["1st", 1],
  ["2nd", 2],
  ["3rd", 3],
  ["21st", 21],
  ["22nd", 22],
  ["23rd", 23],
  ["31st", 31],
  ["last", "L"],
  ...Array.from({ length: 27 }, (_, index) => [`${index + 4}th`, index + 4] as const),
  ...ORDINALS.map((word, index) => [word, index + 1] as const),
]);

const oneOf = (words: Iterable<string>) => [...words].join("|");

const every = rex(null, /[ \t]*every[ \t]+/iy);
const andOrComma = rex(null, /[ \t]*(,[ \t]*)?((and|or)[ \t]+|,[ \t]*)/iy);
const andOr = rex(null, /[ \t]*(and|or)[ \t]+/iy);
const to = rex(null, /[ \t]*to[ \t]+/iy);
const the = rex(null, /[ \t]*the[ \t]+/iy);

const count = rex("count", /\d+/y);
const namedMonthday = rex("namedMonthday", new RegExp(oneOf(NAMED_MONTHDAYS.keys()), "iy"));
const monthday = rex("monthday", /3[0-1]|[0-2]?[0-9]/y);
const weekday = rex(
  "weekday",
  new RegExp(`(${oneOf([...DAYS, ...DAYS.map((day) => day.slice(0, 3))])})(?=($|[-, \\t]))`, "iy"),
);
const weekdays = joined("weekdays", weekday, andOrComma);
const namedMonthdays = joined(null, namedMonthday, andOrComma);

const minuteWord = rex(null, /[ \t]*minute[ \t]+/iy);
const digitMinute = rex("minute", /[0-5]?[0-9]/y);
const onMinutes = seq("onMinutes", minuteWord, joined(null, digitMinute, seq(null, andOrComma, maybe(minuteWord))));
const onThe = joined("onThe", seq(null, the, namedMonthdays), andOrComma);
const onDays = seq("onDays", rex(null, /[ \t]*days?[ \t]+/iy), joined(null, monthday, andOrComma));
const onUnit = rex("onUnit", /[ \t]*the[ \t]+(hour|minute)[ \t]*/iy);
const on = seq(
  "on",
  rex(null, /[ \t]*on[ \t]+/iy),
  joined(null, alt(null, onDays, weekdays, onMinutes, onThe, onUnit), rex(null, /[ \t]*and[ \t]+/iy)),
);

const zone = seq(
  null,
  maybe(rex(null, /(in|on)[ \t]+/iy)),
  alt(
    "zone",
    rex(null, /[A-Z][a-zA-Z0-9+-]+(\/[A-Z][a-zA-Z0-9+_-]+){0,2}/y),
    rex(null, /Z|UTC/y),
    rex(null, /[-+]([01][0-9]|2[0-4])(:?(00|15|30|45))?/y),
  ),
);

const half = rex("half", /[ \t]*(am|AM|pm|PM|[Nn]oon|[Mm]idday|[Mm]idnight)/y);
const digitalHour = seq("digitalHour", rex("clock", /(2[0-4]|[0-1]?[0-9]):([0-5][0-9])/y), maybe(half));
const simpleHour = seq(
  "simpleHour",
  rex("hour", new RegExp(oneOf(Array.from({ length: 25 }, (_, index) => String(24 - index))), "y")),
  maybe(half),
);
const namedHour = seq(
  "namedHour",
  rex("hour", new RegExp(oneOf(NAMED_HOURS.keys()), "iy")),
  maybe(rex(null, /[ \t]*dark/iy)),
  maybe(seq(null, rex(null, /[ \t]+/y), rex("named", new RegExp(oneOf(NAMED_MINUTES.keys()), "iy")))),
  maybe(half),
);
const atPoint = joined(
  null,
  seq("atPoint", rex("point", /(minutes?|mins?|seconds?|secs?|hours?|hou|h)[ \t]+/iy), joined(null, count, andOrComma)),
  andOr,
);
const atObject = alt(null, namedHour, digitalHour, simpleHour, atPoint);
const at = seq("at", maybe(rex(null, /[ \t]*at[ \t]+/iy)), joined(null, atObject, andOrComma));

const offset = seq(
  "offset",
  rex(null, /[ \t]*(starting[ \t]+at|from)[ \t]+/iy),
  rex(null, /(second|minute|hour|day|month)s?[ \t]+/iy),
  rex("offsetCount", /\d+/y),
);
const everyInterval = seq(
  "everyInterval",
  maybe(count),
  rex("unit", /[ \t]*(seconds?|minutes?|hours?|days?|months?|sec|min|s|m|h|d|M)/y),
  maybe(offset),
);
const toWeekday = seq("toWeekday", weekday, rex(null, /[ \t]*-[ \t]*|[ \t]+(to|through)[ \t]+/iy), weekday);
const everyObject = alt(
  null,
  joined(null, alt(null, toWeekday, weekdays), andOr),
  seq(null, namedMonthdays, rex(null, /[ \t]+of the month/y)),
  everyInterval,
  rex("everyWeekday", /weekday/iy),
  rex("everySingle", /(1[ \t]+)?(week|year)/y),
);

const toMonthday = seq("toMonthday", maybe(the), namedMonthday, to, maybe(the), namedMonthday);
const toHour = seq("toHour", atObject, to, atObject);
const from = seq(
  null,
  maybe(rex(null, /[ \t]*from[ \t]+/iy)),
  joined(null, alt(null, toWeekday, toMonthday, toHour), andOr),
);

/** fugit's natural forms: "every day at 5pm", "every weekday at nine on Europe/Berlin", "every 15 minutes". */
export const naturalParser: Parser = joined(
  "natural",
  alt(null, seq("every", every, joined(null, everyObject, andOr)), from, at, zone, on),
  rex(null, /([ \t]+|[ \t]*,[ \t]*)/y),
);
