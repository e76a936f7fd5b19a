import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { hashText } from "./ref";
import type { Item } from "./sequence";

/** An entry by identity: its bytes' hash, its score, and the position it was last seen at. */
export interface Anchor {
  readonly hash: string;
  readonly score: string | null;
  readonly pos: number;
}

/**
 * Where a page starts. `from` an entry (with the last one shown as a second anchor, in case that entry is
 * gone), `after` one, or `before` one; `scanned` counts what a filter looked at on the pages before.
 */
export interface Cursor {
  readonly mode: "from" | "after" | "before";
  readonly anchor: Anchor;
  readonly previous: Anchor | null;
  readonly scanned: number;
}

export const anchorOf = (item: Item): Anchor => ({ hash: hashText(item.bytes), score: item.score, pos: item.pos });

export function encodeCursor(cursor: Cursor): string {
  return [
    cursor.mode,
    cursor.scanned,
    ...parts(cursor.anchor),
    ...(cursor.previous ? parts(cursor.previous) : []),
  ].join("~");
}

/** @throws AppError `invalid_cursor` */
export function decodeCursor(text: string): Cursor {
  const [mode, scanned, ...rest] = text.split("~");
  if ((mode !== "from" && mode !== "after" && mode !== "before") || !isCount(scanned))
    throw new AppError("invalid_cursor");
  if (rest.length !== 3 && rest.length !== 6) throw new AppError("invalid_cursor");
  const anchor = toAnchor(rest.slice(0, 3));
  return { mode, scanned: Number(scanned), anchor, previous: rest.length === 6 ? toAnchor(rest.slice(3)) : null };
}

const parts = (anchor: Anchor) => [anchor.hash, anchor.score ?? "-", anchor.pos];

function toAnchor([hash, score, pos]: string[]): Anchor {
  const valid =
    hash !== undefined &&
    /^[A-Za-z0-9_-]{22}$/.test(hash) &&
    score !== undefined &&
    /^(?:-|[+-]?(?:inf|[\d.]+(?:e[+-]?\d+)?))$/i.test(score) &&
    score.length <= 40 &&
    isCount(pos);
  if (!valid) throw new AppError("invalid_cursor");
  return { hash, score: score === "-" ? null : score, pos: Number(pos) };
}

const isCount = (text: string | undefined): text is string => text !== undefined && /^\d{1,12}$/.test(text);
