import {
  addressStarts,
  code,
  DIGIT,
  ELLIPSIS,
  identifierMarks,
  isHex,
  isWord,
  kinds,
  LETTER,
  pathEnds,
  SPACE,
} from "./chars";
import { keepsNumber } from "./kept-numbers";
import {
  endsFolded,
  endsPlain,
  isHostByte,
  isListMark,
  isNumberMark,
  isSentenceMark,
  isUuid,
  timeEnd,
  wholeCharacters,
} from "./shapes";
import { foldWord } from "./word";

/** Bytes of a message that are looked at, and bytes of what comes out. */
export const MESSAGE_BYTES = 1_000;
export const NORMAL_BYTES = 300;

/** Letters alone that are fewer are always a word. */
const SHORT_WORD = 8;
const QUOTED_MAX = 300;
const IDENTIFIER_MAX = 60;
/** Bytes of `"…"`. */
const QUOTED_FOLD = 5;
const [QUOTE, APOSTROPHE, BACKTICK] = [code('"'), code("'"), code("`")] as const;
const [SLASH, BACKSLASH, COLON, AT, EQUALS] = [code("/"), code("\\"), code(":"), code("@"), code("=")] as const;
const [OPEN, CLOSE, OPEN_SQUARE, DOT] = [code("("), code(")"), code("["), code(".")] as const;

/**
 * Folds what varies between two failures of one cause into `…`: numbers, ids, hex, UUIDs, times, addresses, paths,
 * e-mail addresses, quoted values. Works on UTF-8 bytes in one pass and makes no string, so that a million messages
 * can be told apart in about a second; `out` is reused from call to call.
 */
export class Normaliser {
  readonly out = new Uint8Array(NORMAL_BYTES + 1_200);
  length = 0;
  private bytes: Uint8Array = this.out;
  private at = 0;
  private end = 0;

  /** @returns how many bytes of `out` are the normalised message, at most `NORMAL_BYTES`. */
  run(bytes: Uint8Array, start: number, stop: number): number {
    this.bytes = bytes;
    this.at = start;
    this.end = Math.min(stop, start + MESSAGE_BYTES);
    this.length = 0;
    while (this.at < this.end && this.length < NORMAL_BYTES) this.step();
    if (this.length > 0 && this.out[this.length - 1] === 0x20) this.length--;
    this.length = wholeCharacters(this.out, Math.min(this.length, NORMAL_BYTES));
    return this.length;
  }

  private step(): void {
    const byte = this.bytes[this.at] ?? 0;
    const kind = kinds[byte];
    if (kind === SPACE) this.space();
    else if (isWord(kind)) this.word();
    else if (byte === SLASH) this.path();
    else if (byte === QUOTE || byte === BACKTICK || (byte === APOSTROPHE && this.opens())) this.quoted(byte);
    else if (byte === OPEN && this.out[this.length - 1] === EQUALS) this.bracketedValue();
    else if (!(byte === AT && this.address()) && !(byte === OPEN_SQUARE && this.ipv6(this.at + 1))) this.copy(byte);
  }

  private copy(byte: number): void {
    this.out[this.length++] = byte;
    this.at++;
  }

  private space(): void {
    this.at++;
    if (this.length > 0 && this.out[this.length - 1] !== 0x20) this.out[this.length++] = 0x20;
  }

  /** Writes `…`; a list of them is one. */
  private fold(to: number): void {
    this.at = to;
    let before = this.length;
    while (before > 0 && isListMark(this.out[before - 1] ?? 0)) before--;
    if (endsFolded(this.out, before)) {
      this.length = before;
      return;
    }
    this.ellipsis();
  }

  private ellipsis(): void {
    for (const byte of ELLIPSIS) this.out[this.length++] = byte;
  }

  private word(): void {
    const { bytes, at, end } = this;
    const kind = kinds[bytes[at] ?? 0];
    if (kind === LETTER && this.plainWord()) return;
    if (kind === DIGIT) {
      const time = timeEnd(bytes, at, end);
      if (time > 0) {
        this.fold(time);
        return;
      }
    }
    if (isHex(bytes[at])) {
      if (isUuid(bytes, at, end)) {
        this.fold(at + 36);
        return;
      }
      if (this.ipv6(at)) return;
    }
    let to = at;
    let digits = 0;
    while (to < end) {
      const found = kinds[bytes[to] ?? 0];
      if (!isWord(found)) break;
      if (found === DIGIT) digits++;
      to++;
    }
    if (bytes[to] === COLON && to < end) {
      if (to - at === 1 && bytes[to + 1] === BACKSLASH) {
        this.fold(this.pathEnd(to + 1));
        return;
      }
      if (bytes[to + 1] === SLASH && bytes[to + 2] === SLASH) {
        this.url(to + 3);
        return;
      }
    }
    if (bytes[to] === SLASH && to < end && this.relativePath(to)) {
      this.fold(this.pathEnd(to));
      return;
    }
    if (digits === to - at) {
      this.number(to);
      return;
    }
    if (digits === 0 && to - at < SHORT_WORD) {
      for (let i = at; i < to; i++) this.out[this.length++] = bytes[i] ?? 0;
      this.at = to;
      return;
    }
    this.mixed(to, digits);
  }

  /** Copies a short word of letters that nothing is attached to. */
  private plainWord(): boolean {
    const { bytes, out, end } = this;
    let { at, length } = this;
    const limit = at + SHORT_WORD;
    while (at < end && at < limit && kinds[bytes[at] ?? 0] === LETTER) out[length++] = bytes[at++] ?? 0;
    if (at < end && !endsPlain(bytes[at] ?? 0)) return false;
    this.at = at;
    this.length = length;
    return true;
  }

  private mixed(to: number, digits: number): void {
    const before = this.length;
    this.length = foldWord(this.bytes, this.at, to, digits, this.out, before);
    this.at = to;
    if (this.length - before === 3 && endsFolded(this.out, this.length)) {
      this.length = before;
      this.fold(to);
    }
  }

  /** `5.000`, `1,234`, `10.2.3.4:443`, `12:30:05`; an HTTP status and the like stays. */
  private number(to: number): void {
    const { bytes, end } = this;
    let last = to;
    while (last + 1 < end && isNumberMark(bytes[last] ?? 0) && kinds[bytes[last + 1] ?? 0] === DIGIT) {
      let next = last + 1;
      while (next < end && kinds[bytes[next] ?? 0] === DIGIT) next++;
      last = next;
    }
    if (last === to && keepsNumber(bytes, this.at, to, this.out, this.length)) {
      for (let i = this.at; i < to; i++) this.out[this.length++] = bytes[i] ?? 0;
      this.at = to;
      return;
    }
    this.fold(last);
  }

  /** The host keeps its words, so that two services are two causes; user, port, path and query do not count. */
  private url(host: number): void {
    const { bytes, end } = this;
    for (let i = this.at; i < host; i++) this.out[this.length++] = bytes[i] ?? 0;
    let to = host;
    let user = -1;
    while (to < end && pathEnds[bytes[to] ?? 0] === 0 && bytes[to] !== SLASH && bytes[to] !== 0x3f) {
      if (bytes[to] === AT) user = to;
      to++;
    }
    this.at = user < 0 ? host : user + 1;
    while (this.at < to && this.length < NORMAL_BYTES) {
      const byte = bytes[this.at] ?? 0;
      if (isWord(kinds[byte])) this.hostWord(to);
      else this.copy(byte);
    }
    if (to >= end || pathEnds[bytes[to] ?? 0] === 1) {
      this.at = to;
      return;
    }
    this.out[this.length++] = SLASH;
    this.ellipsis();
    this.at = this.pathEnd(to);
  }

  private hostWord(limit: number): void {
    let to = this.at;
    let digits = 0;
    while (to < limit && isWord(kinds[this.bytes[to] ?? 0])) {
      if (kinds[this.bytes[to] ?? 0] === DIGIT) digits++;
      to++;
    }
    if (digits === to - this.at) this.fold(to);
    else this.mixed(to, digits);
  }

  /** `/tmp/x.png`, not the slash of `and/or` or a lone one. */
  private path(): void {
    const next = this.bytes[this.at + 1] ?? 0;
    const before = this.length === 0 ? 0x20 : (this.out[this.length - 1] ?? 0x20);
    if (this.at + 1 >= this.end || !isWord(kinds[next]) || isWord(kinds[before])) {
      this.copy(SLASH);
      return;
    }
    this.fold(this.pathEnd(this.at));
  }

  /** Whether the word before this slash begins a path: a second slash, a digit or a file's ending follows. */
  private relativePath(slash: number): boolean {
    let marks = 0;
    let to = slash + 1;
    while (to < this.end && pathEnds[this.bytes[to] ?? 0] === 0) {
      const byte = this.bytes[to] ?? 0;
      if (byte === SLASH || byte === DOT || kinds[byte] === DIGIT) marks++;
      to++;
    }
    if (this.bytes[to - 1] === DOT) marks--;
    return marks > 0 && to > slash + 1;
  }

  private pathEnd(from: number): number {
    let to = from;
    while (to < this.end && pathEnds[this.bytes[to] ?? 0] === 0) to++;
    while (to > from + 1 && isSentenceMark(this.bytes[to - 1] ?? 0)) to--;
    return to;
  }

  private opens(): boolean {
    return this.length === 0 || !isWord(kinds[this.out[this.length - 1] ?? 0x20]);
  }

  private quoted(mark: number): void {
    const { bytes, at } = this;
    const limit = Math.min(this.end, at + QUOTED_MAX);
    let to = at + 1;
    let plain = true;
    let lower = true;
    while (to < limit) {
      const byte = bytes[to] ?? 0;
      if (byte === mark || (mark === BACKTICK && byte === APOSTROPHE)) {
        if (mark !== APOSTROPHE || !isWord(kinds[bytes[to + 1] ?? 0x20]) || to + 1 >= this.end) break;
      }
      const kind = kinds[byte];
      if (kind === DIGIT || kind === SPACE || (kind === 0 && identifierMarks[byte] === 0) || byte >= 0x80)
        plain = false;
      if (kind === LETTER && byte < 0x60) lower = false;
      to++;
    }
    if (to >= limit) {
      this.copy(mark);
      return;
    }
    const size = to - at - 1;
    const identifier = plain && size <= IDENTIFIER_MAX && (lower || !this.isValuePlace());
    this.out[this.length++] = mark;
    if (identifier) for (let i = at + 1; i < to; i++) this.out[this.length++] = bytes[i] ?? 0;
    else if (size > 0) this.ellipsis();
    this.out[this.length++] = bytes[to] ?? mark;
    this.at = to + 1;
    if (!identifier) this.joinQuoted();
  }

  /** `'…', '…'` is one. */
  private joinQuoted(): void {
    const { out, length } = this;
    const again = length - QUOTED_FOLD;
    let before = again;
    while (before > 0 && isListMark(out[before - 1] ?? 0)) before--;
    if (before === again || before < QUOTED_FOLD) return;
    for (let i = 1; i <= QUOTED_FOLD; i++) if (out[before - i] !== out[length - i]) return;
    this.length = before;
  }

  /** Behind `:`, `=` or `=>` stands a value, not a name. */
  private isValuePlace(): boolean {
    const last = this.out[this.length - 1] === 0x20 ? this.length - 2 : this.length - 1;
    const before = this.out[last];
    return last >= 0 && (before === COLON || before === EQUALS || before === 0x3e);
  }

  /** `somebody@example.com`: its first half is written already and is taken back. */
  private address(): boolean {
    let from = this.length;
    while (from > 0 && addressStarts[this.out[from - 1] ?? 0] === 0) from--;
    let to = this.at + 1;
    while (to < this.end && isHostByte(this.bytes[to] ?? 0)) to++;
    while (to > this.at + 1 && isSentenceMark(this.bytes[to - 1] ?? 0)) to--;
    if (from === this.length || to === this.at + 1) return false;
    this.length = from;
    this.fold(to);
    return true;
  }

  /** PostgreSQL's `Key (email)=(x)`. */
  private bracketedValue(): void {
    let to = this.at + 1;
    while (to < this.end && this.bytes[to] !== CLOSE) to++;
    if (to >= this.end) {
      this.copy(OPEN);
      return;
    }
    this.copy(OPEN);
    if (to > this.at) this.ellipsis();
    this.at = to;
  }

  /** Behind `]:443`. */
  private bracketEnd(from: number): number {
    if (this.bytes[from] !== 0x5d) return from;
    let to = from + 1;
    if (this.bytes[to] !== COLON || kinds[this.bytes[to + 1] ?? 0] !== DIGIT) return to;
    to++;
    while (to < this.end && kinds[this.bytes[to] ?? 0] === DIGIT) to++;
    return to;
  }

  private ipv6(from: number): boolean {
    let to = from;
    let colons = 0;
    let digits = 0;
    while (to < this.end && (isHex(this.bytes[to]) || this.bytes[to] === COLON)) {
      if (this.bytes[to] === COLON) colons++;
      else if (kinds[this.bytes[to] ?? 0] === DIGIT) digits++;
      to++;
    }
    if (colons < 2 || digits === 0 || (to < this.end && isWord(kinds[this.bytes[to] ?? 0]))) return false;
    if (this.bytes[to - 1] === COLON && this.bytes[to - 2] !== COLON) to--;
    if (from > this.at) to = this.bracketEnd(to);
    this.fold(to);
    return true;
  }
}
