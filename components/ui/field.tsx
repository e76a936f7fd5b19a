"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx";

export const inputClass =
  "h-7 w-full min-w-0 rounded-control border border-line-strong bg-page px-2 text-ink hover:border-ink-3 aria-invalid:border-bad";

/** A labelled text input; the error is tied to it and says what to do. */
export function TextField({
  label,
  error,
  hint,
  mono = false,
  ...rest
}: Omit<ComponentProps<"input">, "className" | "id"> & {
  label: string;
  error?: string | null;
  hint?: ReactNode;
  mono?: boolean;
}) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-ink-2 text-small">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className={cx(inputClass, mono && "font-mono text-small")}
      />
      {note ? (
        <p id={`${id}-note`} className={cx("text-small", error ? "text-bad" : "text-ink-3")}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
