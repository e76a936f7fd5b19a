import type { ReactNode } from "react";
import { cx } from "./cx";
import { Glyph, type GlyphName } from "./glyph";

export type Level = "good" | "warn" | "bad" | "idle" | "info";

const INK: Record<Level, string> = {
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
  idle: "text-ink-3",
  info: "text-ink-2",
};
const WASH: Record<Level, string> = {
  good: "bg-good-wash text-good",
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
  idle: "bg-well text-ink-2",
  info: "bg-well text-ink-2",
};
const GLYPH: Record<Level, GlyphName> = { good: "check", warn: "alert", bad: "stop", idle: "ring", info: "dot" };

/** A state in words with its glyph; colour only repeats what they say. */
export function Status({ level, children, glyph }: { level: Level; children: ReactNode; glyph?: GlyphName }) {
  return (
    <span className={cx("inline-flex items-center gap-1 whitespace-nowrap align-top", INK[level])}>
      <Glyph name={glyph ?? GLYPH[level]} />
      {children}
    </span>
  );
}

/** A short word about a thing (paused, leader); with a level it carries the glyph of that level. */
export function Badge({
  level = "info",
  glyph,
  children,
  tip,
}: {
  level?: Level;
  glyph?: GlyphName;
  children: ReactNode;
  tip?: string;
}) {
  const shown = glyph ?? (level === "info" || level === "idle" ? null : GLYPH[level]);
  return (
    <span
      data-tip={tip}
      className={cx(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-control px-1 align-top text-micro",
        WASH[level],
      )}
    >
      {shown === null ? null : <Glyph name={shown} />}
      {children}
    </span>
  );
}

/** A line across a page or dialog that something needs attention. */
export function Notice({ level, children }: { level: Level; children: ReactNode }) {
  return (
    <div className={cx("flex items-start gap-2 rounded-control px-3 py-2", WASH[level])}>
      <span className="flex h-5 items-center">
        <Glyph name={GLYPH[level]} />
      </span>
      <div className="min-w-0 flex-1 text-ink">{children}</div>
    </div>
  );
}
