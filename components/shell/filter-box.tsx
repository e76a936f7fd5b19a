"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { KeyHint } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { inputClass } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import { useSettled } from "@/components/ui/use-settled";

const SETTLE_MS = 200;

/** The filter of a list: `/` puts the cursor here, Escape clears it and leaves. Calls back once typing rests. */
export function FilterBox({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  const t = useTranslations("shell");
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useSettled(text, value, SETTLE_MS, onChange);
  return (
    <search className="relative w-64 max-sm:w-full">
      <span className="pointer-events-none absolute inset-y-0 left-2 flex items-center text-ink-3">
        <Glyph name="search" />
      </span>
      <input
        data-filter
        type="text"
        inputMode="search"
        value={text}
        aria-label={label}
        placeholder={t("filterHint")}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onChange(text);
          if (event.key !== "Escape") return;
          event.stopPropagation();
          setText("");
          onChange("");
          event.currentTarget.blur();
        }}
        className={cx(inputClass, "pr-7 pl-7")}
      />
      <span className="pointer-events-none absolute inset-y-0 right-1.5 flex items-center">
        <KeyHint>/</KeyHint>
      </span>
    </search>
  );
}
