import "server-only";
import type { Take } from "@/lib/redis/scan-lane";
import type { BytesTest } from "../filter-bytes";
import type { Item, Sequence } from "../sequence";

interface PageShape {
  /** Position of the lowest entry. */
  readonly low: number;
  /** Whether it is read rising in position. */
  readonly up: boolean;
  /** Whether a score follows each entry. */
  readonly scored: boolean;
  /** Null where every entry is wanted. */
  readonly mayMean: BytesTest | null;
}

/** Copies out of a page, as it arrives, its first and last entry and those that are wanted. */
export class PageTaker {
  private readonly wanted: Item[] = [];
  /** As the reply has them. */
  private first: Item | null = null;
  private last: Item | null = null;
  private count = 0;
  private bytes = 0;
  /** Waits for its score. */
  private open: { item: Item; wanted: boolean } | null = null;
  private readonly shape: PageShape;
  /** A queue counts from its tail, and its reply begins at the other end. */
  private readonly falls: boolean;

  constructor(sequence: Sequence, shape: PageShape) {
    this.shape = shape;
    this.falls = "queue" in sequence.list;
  }

  readonly take: Take = (bytes, from, to, index, parts) => {
    const { scored, mayMean } = this.shape;
    if (scored && index % 2 === 1) {
      if (this.open) {
        const score = bytes.toString("latin1", from, to);
        this.keep({ ...this.open.item, score }, this.open.wanted, index >> 1, parts >> 1);
      }
      this.open = null;
      return;
    }
    const at = scored ? index >> 1 : index;
    const entries = scored ? parts >> 1 : parts;
    this.count++;
    this.bytes += to - from;
    const wanted = mayMean === null || mayMean(bytes, from, to);
    if (!wanted && at > 0 && at < entries - 1) return;
    const pos = this.shape.low + (this.falls ? entries - 1 - at : at);
    const item = { bytes: Buffer.from(bytes.subarray(from, to)), score: null, pos };
    if (scored) this.open = { item, wanted };
    else this.keep(item, wanted, at, entries);
  };

  private keep(item: Item, wanted: boolean, at: number, entries: number): void {
    if (wanted) this.wanted.push(item);
    if (at === 0) this.first = item;
    if (at === entries - 1) this.last = item;
  }

  /** What came, in reading order; `edge` is the last entry as it was read again with its score. */
  result(edge: Item | null) {
    const turned = this.shape.up === this.falls;
    if (turned) this.wanted.reverse();
    const [first, end] = turned ? [this.last, this.first] : [this.first, this.last];
    const last = edge && end?.bytes.equals(edge.bytes) ? edge : end;
    const items = this.wanted.map((item) => (item === end && last ? last : item));
    return { items, first, last, count: this.count, bytes: this.bytes };
  }
}
