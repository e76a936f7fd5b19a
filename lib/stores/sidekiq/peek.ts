import "server-only";
import { type ReadPayload, readPayload } from "./entry";
import { asNumber, asString, JsonNumber } from "./payload-parse";
import { scanPayload, stringValue, valueText } from "./payload-scan";
import { timeMs } from "./times";
import { isWrapper } from "./unwrap";

/** The top level of a payload, decoded field by field as it is asked for. */
export interface Peek {
  text(key: string): string | null;
  number(key: string): number | null;
  timeMs(key: string): number | null;
  /** The class a person wrote. */
  readonly class: string | null;
  /** Whether only the whole payload tells what Active Job knows of the job. */
  readonly wrapped: boolean;
  /** The whole payload, parsed once. */
  read(): ReadPayload;
}

/** Of a few fields; a walk over the bytes costs a fraction of parsing them. */
export function peek(bytes: Buffer): Peek {
  let parsed: ReadPayload | null = null;
  const read = () => {
    parsed ??= readPayload(bytes);
    return parsed;
  };
  const scan = scanPayload(bytes);
  if (!scan.ok) return whole(read());
  const text = (key: string) => stringValue(bytes, scan, key, Number.POSITIVE_INFINITY);
  const numberOf = (key: string) => {
    const member = scan.last.get(key);
    return member?.kind === "number" ? new JsonNumber(valueText(bytes, member)) : undefined;
  };
  const own = text("class");
  const wrapped = own !== null && isWrapper(own);
  return {
    text,
    number: (key) => asNumber(numberOf(key)),
    timeMs: (key) => timeMs(numberOf(key) ?? text(key) ?? undefined),
    get class() {
      const named = text("display_class");
      if (named) return named;
      if (!wrapped) return own || null;
      const inner = text("wrapped");
      return inner && !inner.startsWith("ActionMailer::") ? inner : read().job.class;
    },
    wrapped,
    read,
  };
}

function whole(read: ReadPayload): Peek {
  const { fields, job } = read;
  return {
    text: (key) => asString(fields.get(key)),
    number: (key) => asNumber(fields.get(key)),
    timeMs: (key) => timeMs(fields.get(key)),
    class: job.class,
    wrapped: job.activeJob !== null,
    read: () => read,
  };
}
