"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { KeyHint } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { inputClass } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import { useSettled } from "@/components/ui/use-settled";
import { parseFilter } from "@/lib/domain/filter";
import type { SearchPlace } from "@/lib/domain/search.schema";
import { ChoiceList } from "./choice-list";
import { completionAt } from "./completion";
import { FilterProblemLine } from "./filter-problem";
import { useChoices } from "./use-choices";

/** So long typing must rest: a filter may make the server look through a million jobs. */
const SETTLE_MS = 500;

interface FilterBarProps {
  source: string;
  /** Where values are looked for; null = everywhere. */
  place: SearchPlace | null;
  value: string;
  onChange: (value: string) => void;
  label: string;
  wide?: boolean;
}

/**
 * The filter of a list as text, with its keys and existing values offered while one types. `/` puts the cursor
 * here, Escape clears it and leaves. Calls back once typing rests on something that can be understood.
 */
export function FilterBar({ source, place, value, onChange, label, wide = false }: FilterBarProps) {
  const t = useTranslations("filter");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  useEffect(() => setText(value), [value]);
  const parsed = parseFilter(text);
  const understood = parsed.ok;
  useSettled(understood ? text : value, value, SETTLE_MS, onChange);
  const completion = open ? completionAt(text, caret) : null;
  const { choices, looked, total } = useChoices(source, place, completion);
  const offered = completion === null || choices.length === 0 ? [] : choices.slice(0, MOST);

  const edit = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setActive(-1);
    setOpen(true);
  };
  const take = (index: number) => {
    const choice = offered[index];
    if (choice === undefined || completion === null) return;
    const rest = text.slice(caret).replace(/^[^\s()]*\s?/, "");
    const next = text.slice(0, completion.from) + choice.insert + rest;
    const at = completion.from + choice.insert.length;
    edit(next, at);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(at, at);
    });
  };
  const commit = () => {
    setOpen(false);
    if (understood) onChange(text);
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (offered.length === 0) return setOpen(true);
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((before) => (before + step + offered.length + (before < 0 && step < 0 ? 1 : 0)) % offered.length);
    } else if (event.key === "Enter") {
      if (active >= 0) take(active);
      else commit();
    } else if (event.key === "Tab" && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setText("");
      setOpen(false);
      onChange("");
      event.currentTarget.blur();
    }
  };

  return (
    <search className={cx("relative max-sm:w-full", wide ? "min-w-0 flex-1" : "w-[26rem] max-w-full")}>
      <span className="pointer-events-none absolute top-0 left-2 flex h-7 items-center text-ink-3">
        <Glyph name="search" />
      </span>
      <input
        ref={input}
        data-filter
        role="combobox"
        type="text"
        inputMode="search"
        maxLength={500}
        value={text}
        aria-label={label}
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-choices`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={!understood && text === value ? true : undefined}
        aria-describedby={understood ? undefined : `${id}-problem`}
        placeholder={t("hint")}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => edit(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
        className={cx(inputClass, "pr-7 pl-7 font-mono text-small placeholder:font-sans placeholder:text-body")}
      />
      <span className="pointer-events-none absolute top-0 right-1.5 flex h-7 items-center">
        <KeyHint>/</KeyHint>
      </span>
      <ChoiceList id={id} choices={offered} active={active} looked={looked} total={total} onTake={take} />
      {parsed.ok ? null : <FilterProblemLine id={`${id}-problem`} text={text} problem={parsed} />}
    </search>
  );
}

const MOST = 9;
