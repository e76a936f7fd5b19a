import { decodeToken, type JsonSpan } from "@/lib/domain/json/check";
import { ArgumentsFault } from "./fault";

/** A part of the original that the editor does not carry in clear: it comes back byte for byte. */
export interface KeptPart {
  readonly raw: string;
  /** A masked value, as opposed to one that can only be kept or dropped. */
  readonly masked: boolean;
}

/** Where something stands in a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What `[FILTERED 3]` is called in this text: a word that occurs nowhere in it. */
export function maskWord(raw: string): string {
  let word = "FILTERED";
  while (raw.includes(word)) word += "_";
  return word;
}

/** The parts of one original, in the order they are met, and what stands for them. */
export class KeptParts {
  readonly word: string;
  readonly list: KeptPart[] = [];

  constructor(raw: string) {
    this.word = maskWord(raw);
  }

  /** @returns the token that stands for a masked value */
  mask(raw: string): string {
    return `"[${this.word} ${this.list.push({ raw, masked: true })}]"`;
  }

  /** @returns the number of a part that can only be kept or dropped */
  keep(raw: string): number {
    return this.list.push({ raw, masked: false });
  }
}

/** Looks placeholders up while a text is turned back; each stands for its part once. */
export class KeptLookup {
  readonly #parts: KeptParts;
  readonly #pattern: RegExp;
  readonly #used = new Set<number>();

  constructor(parts: KeptParts) {
    this.#parts = parts;
    this.#pattern = new RegExp(`^\\[${parts.word} (\\d{1,6})\\]$`);
  }

  /** The masked value a string token stands for; null for an ordinary string. @throws ArgumentsFault */
  masked(text: string, span: JsonSpan): KeptPart | null {
    const value = decodeToken(text, span.start, span.end);
    const number = this.#pattern.exec(value)?.[1];
    if (number !== undefined) return this.take(Number(number), span.start, true);
    // What pages show for a masked value is no value: it would take the place of the secret.
    if (value === "[FILTERED]" && this.#parts.word === "FILTERED")
      throw new ArgumentsFault(span.start, "masked_unknown");
    return null;
  }

  /** @throws ArgumentsFault */
  take(number: number, at: number, masked: boolean): KeptPart {
    const part = this.#parts.list[number - 1];
    if (part === undefined || part.masked !== masked)
      throw new ArgumentsFault(at, masked ? "masked_unknown" : "mark_value");
    if (this.#used.has(number)) throw new ArgumentsFault(at, "masked_twice");
    this.#used.add(number);
    return part;
  }
}

/** A text that is written from left to right, and where masked values came to stand in it. */
export class Output {
  readonly restored: (Range & { at: number })[] = [];
  #parts: string[] = [];
  #length = 0;

  write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  /** @param at where its placeholder stood in the edited text */
  restore(part: KeptPart, at: number): void {
    const start = this.#length;
    this.write(part.raw);
    if (part.masked) this.restored.push({ start, end: this.#length, at });
  }

  text(): string {
    return this.#parts.join("");
  }
}

/** @throws ArgumentsFault when a masked value stands where it would be shown */
export function requireHidden(restored: Output["restored"], hidden: readonly Range[]): void {
  for (const { start, end, at } of restored) {
    if (!hidden.some((span) => span.start <= start && span.end >= end)) throw new ArgumentsFault(at, "masked_exposed");
  }
}
