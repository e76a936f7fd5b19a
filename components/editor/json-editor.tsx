"use client";

import { useEffect, useId, useRef } from "react";
import { cx } from "@/components/ui/cx";

const LINES_MIN = 6;
const LINES_MAX = 18;

/** A text of JSON with the numbers of its lines; the line of a fault is marked and the fault said below. */
export function JsonEditor({
  label,
  value,
  onChange,
  faultLine,
  fault,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** From 1. */
  faultLine: number | null;
  fault: string | null;
}) {
  const id = useId();
  const gutter = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(0, 0);
  }, []);
  const lines = value.split("\n").length;
  const rows = Math.min(LINES_MAX, Math.max(LINES_MIN, lines + 1));
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-ink-2 text-small">
        {label}
      </label>
      <div
        className={cx(
          "flex overflow-hidden rounded-control border bg-page focus-within:border-accent",
          fault === null ? "border-line-strong" : "border-bad",
        )}
      >
        <div
          ref={gutter}
          aria-hidden="true"
          className="select-none overflow-hidden border-line border-r bg-well py-1 text-right font-mono text-ink-3 text-small leading-5"
        >
          {Array.from({ length: lines }, (_, index) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is what it is
              key={index}
              className={cx("min-w-9 px-2", index + 1 === faultLine && "bg-bad-wash text-bad")}
            >
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={field}
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          rows={rows}
          wrap="off"
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          aria-invalid={fault === null ? undefined : true}
          aria-describedby={`${id}-note`}
          className="min-w-0 flex-1 resize-none whitespace-pre bg-page px-2 py-1 font-mono text-ink text-small leading-5 outline-none"
        />
      </div>
      <p id={`${id}-note`} role="status" className="min-h-4 text-bad text-small">
        {fault}
      </p>
    </div>
  );
}
