"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { filterValuesQuery, VALUE_KEYS, type ValueKey } from "@/lib/api/queries/search";
import type { SearchPlace } from "@/lib/domain/search.schema";
import { type Choice, type Completion, keyChoices, valueChoice } from "./completion";

const SETTLE_MS = 150;

/** What can be taken where the cursor stands, and among how many entries values were counted. */
export function useChoices(
  source: string,
  place: SearchPlace | null,
  completion: Completion | null,
): { choices: readonly Choice[]; looked: number | null; total: number | null } {
  const wanted = valueKeyOf(completion);
  const typed = useSettled(completion?.typed ?? "");
  const path = completion?.kind === "value" ? completion.path : null;
  const { data } = useQuery({
    ...filterValuesQuery(source, wanted ?? "class", path, typed, place),
    enabled: wanted !== null && source !== "",
    placeholderData: keepPreviousData,
  });
  if (completion === null) return NOTHING;
  if (completion.kind === "key") return { ...NOTHING, choices: keyChoices(completion.typed) };
  if (wanted === null || data === undefined) return NOTHING;
  const choices = data.values.flatMap((value): Choice[] => {
    if (completion.kind === "argName") {
      return [{ insert: `arg.${value.value}:`, label: `arg.${value.value}`, explains: null, count: value.count }];
    }
    const choice = completion.kind === "value" ? valueChoice(completion, value) : null;
    return choice === null ? [] : [choice];
  });
  return { choices, looked: data.looked, total: data.total };
}

const NOTHING = { choices: [], looked: null, total: null } as const;

function valueKeyOf(completion: Completion | null): ValueKey | null {
  if (completion?.kind === "argName") return "argName";
  if (completion?.kind !== "value") return null;
  return VALUE_KEYS.find((key) => key === completion.key) ?? null;
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
