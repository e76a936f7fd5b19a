"use client";

import { useEffect, useRef } from "react";

/** The browser's own checkbox: it costs nothing per row. `label` is what readers hear. */
export function Checkbox({
  label,
  checked,
  indeterminate = false,
  onChange,
  tabIndex,
}: {
  label: string;
  checked: boolean;
  indeterminate?: boolean;
  onChange: (checked: boolean, shiftKey: boolean) => void;
  tabIndex?: number;
}) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current !== null) ref.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <input
      ref={ref}
      type="checkbox"
      aria-label={label}
      checked={checked}
      tabIndex={tabIndex}
      onClick={(event) => event.stopPropagation()}
      onChange={(event) => {
        const { nativeEvent } = event;
        onChange(event.target.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
      }}
      className="block size-3.5 cursor-pointer accent-accent"
    />
  );
}

export function CheckboxField({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-1 block size-3.5 accent-accent"
      />
      <span>{label}</span>
    </label>
  );
}
