"use client";

import { useId } from "react";
import { cx } from "@/components/ui/cx";

/** Several lines of JSON; the error is tied to it. */
export function JsonArea({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-ink-2 text-small">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        value={value}
        spellCheck={false}
        aria-invalid={error !== null || undefined}
        aria-describedby={error === null ? undefined : `${id}-note`}
        onChange={(event) => onChange(event.target.value)}
        className={cx(
          "w-full min-w-0 resize-y rounded-control border border-line-strong bg-page px-2 py-1 font-mono text-small",
          "hover:border-ink-3 aria-invalid:border-bad",
        )}
      />
      {error === null ? null : (
        <p id={`${id}-note`} className="text-bad text-small">
          {error}
        </p>
      )}
    </div>
  );
}

/** Whether a text is a JSON array. */
export function isArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
