import type { Redis } from "ioredis";

/** What one key holds. Bytes are latin1 text, so that every byte is one character and nothing is lost. */
export type Held =
  | { type: "string"; value: string }
  | { type: "list"; items: string[] }
  | { type: "set"; members: string[] }
  | { type: "zset"; members: Map<string, number> }
  | { type: "hash"; fields: Map<string, string> };

export type Keys = Map<string, Held>;

/** Everything in a database but our own keys. */
export async function dump(redis: Redis): Promise<Keys> {
  const keys: Keys = new Map();
  for (const key of (await redis.keysBuffer("*")).sort(Buffer.compare)) {
    const name = key.toString("latin1");
    if (!name.startsWith("signalbox:")) keys.set(name, await held(redis, key));
  }
  return keys;
}

/**
 * How two stores differ, one line a difference; empty when they hold the same. Two instants that were taken at two moments
 * are equal when both are close to now and written in the same form: `enqueued_at` of a queued job, the score of a dead one.
 * `anyOrder` compares lists as bags. `scoreStep` allows what adding a delta to a double differs from setting it.
 */
export function differences(theirs: Keys, ours: Keys, options: Allowed = {}): string[] {
  const found: string[] = [];
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const one = theirs.get(name);
    const other = ours.get(name);
    if (!one || !other) found.push(`${name}: only ${one ? "theirs" : "ours"}`);
    else found.push(...differencesOfKey(name, one, other, options));
  }
  return found;
}

/** The keys that an operation changed, to tell a comparison of two changes from one of two nothings. */
export function changed(before: Keys, after: Keys): string[] {
  const same = (name: string) => {
    const [one, other] = [before.get(name), after.get(name)];
    return one && other && print(one) === print(other);
  };
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => !same(name)).sort();
}

export interface Allowed {
  anyOrder?: boolean;
  scoreStep?: number;
}

function differencesOfKey(
  name: string,
  one: Held,
  other: Held,
  { anyOrder = false, scoreStep = 0 }: Allowed,
): string[] {
  if (one.type === "zset" && other.type === "zset") {
    const members = new Set([...one.members.keys(), ...other.members.keys()]);
    return [...members].flatMap((member) => {
      const [a, b] = [one.members.get(member), other.members.get(member)];
      if (a !== undefined && b !== undefined && sameScore(name, a, b, scoreStep)) return [];
      return [`${name}: theirs ${a} ours ${b} ${member}`];
    });
  }
  if (one.type === "list" && other.type === "list") {
    const [a, b] = [one.items.map(withoutNow), other.items.map(withoutNow)];
    if (anyOrder) for (const items of [a, b]) items.sort();
    return a.join("\n") === b.join("\n") ? [] : [`${name}: theirs ${a.join(" ")} ours ${b.join(" ")}`];
  }
  return print(one) === print(other) ? [] : [`${name}: theirs ${print(one)} ours ${print(other)}`];
}

function sameScore(name: string, a: number, b: number, step: number): boolean {
  return a === b || Math.abs(a - b) <= step || (name === "dead" && isNow(a) && isNow(b));
}

const isNow = (epochSec: number) => Math.abs(epochSec - Date.now() / 1000) < 120;

/** A payload with `enqueued_at` of this moment replaced by its form: whole milliseconds, or seconds with a point. */
function withoutNow(payload: string): string {
  return payload.replace(/"enqueued_at":(\d+)(\.\d+)?(?=[,}])/, (whole, digits: string, fraction?: string) => {
    const epochSec = fraction ? Number(digits + fraction) : Number(digits) / 1000;
    return isNow(epochSec) ? `"enqueued_at":<now, ${fraction ? "float seconds" : "milliseconds"}>` : whole;
  });
}

async function held(redis: Redis, key: Buffer): Promise<Held> {
  const type = await redis.type(key);
  const text = (value: Buffer) => value.toString("latin1");
  switch (type) {
    case "string":
      return { type, value: text((await redis.getBuffer(key)) ?? Buffer.alloc(0)) };
    case "list":
      return { type, items: (await redis.lrangeBuffer(key, 0, -1)).map(text) };
    case "set":
      return { type, members: (await redis.smembersBuffer(key)).map(text).sort() };
    case "zset":
      return {
        type,
        members: new Map(
          pairs(await redis.zrangeBuffer(key, "0", "-1", "WITHSCORES")).map(([m, s]) => [text(m), score(text(s))]),
        ),
      };
    case "hash": {
      const reply = await redis.callBuffer("HGETALL", key);
      if (!Array.isArray(reply)) throw new Error("HGETALL answered no array");
      const fields = pairs(reply.filter((item) => Buffer.isBuffer(item)));
      return { type, fields: new Map(fields.map(([f, v]): [string, string] => [text(f), text(v)]).sort()) };
    }
    default:
      throw new Error(`unexpected type ${type} at ${text(key)}`);
  }
}

function pairs(flat: readonly Buffer[]): [Buffer, Buffer][] {
  const result: [Buffer, Buffer][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [a, b] = [flat[i], flat[i + 1]];
    if (a && b) result.push([a, b]);
  }
  return result;
}

const score = (text: string) => (/inf/.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text));

function print(value: Held): string {
  return JSON.stringify(value, (_, part) => (part instanceof Map ? [...part.entries()] : part));
}
