"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { useFormat } from "@/components/ui/use-format";
import type { OperationPace } from "@/lib/domain/operation.schema";

type Kind = OperationPace["kind"];
const KINDS: readonly Kind[] = ["at_once", "per_sec", "spread", "canary"];

/** What is typed, as it is typed. */
export interface PaceDraft {
  kind: Kind;
  perSec: string;
  minutes: string;
  first: string;
  below: string;
  wait: string;
  rest: string;
}

export const firstDraft: PaceDraft = {
  kind: "at_once",
  perSec: "50",
  minutes: "20",
  first: "10",
  below: "20",
  wait: "10",
  rest: "",
};

/** @returns null while a number is missing or out of its bounds. */
export function paceOf(draft: PaceDraft): OperationPace | null {
  const number = (text: string, min: number, max: number) => {
    const value = Number(text.trim().replaceAll(/[\s,]/g, ""));
    return text.trim() !== "" && value >= min && value <= max ? value : null;
  };
  switch (draft.kind) {
    case "at_once":
      return { kind: "at_once" };
    case "per_sec": {
      const perSec = number(draft.perSec, 0.01, 100_000);
      return perSec === null ? null : { kind: "per_sec", perSec };
    }
    case "spread": {
      const minutes = number(draft.minutes, 1, 10_080);
      return minutes === null ? null : { kind: "spread", minutes };
    }
    case "canary": {
      const first = number(draft.first, 1, 1_000);
      const belowPercent = number(draft.below, 1, 100);
      const wait = number(draft.wait, 1, 1_440);
      const rest = draft.rest.trim() === "" ? null : number(draft.rest, 0.01, 100_000);
      const restWrong = rest === null && draft.rest.trim() !== "";
      if (first === null || belowPercent === null || wait === null || restWrong) return null;
      return { kind: "canary", first: Math.floor(first), belowPercent, waitSec: Math.round(wait * 60), perSec: rest };
    }
  }
}

/** How fast jobs are put back: the choice, its numbers, and what comes of them. */
export function PaceFields({
  draft,
  onChange,
  total,
}: {
  draft: PaceDraft;
  onChange: (draft: PaceDraft) => void;
  total: number;
}) {
  const t = useTranslations("operations.pace");
  const field = (name: Exclude<keyof PaceDraft, "kind">, label: string, hint?: string) => (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
      inputMode="decimal"
      autoComplete="off"
      {...(hint === undefined ? {} : { hint })}
    />
  );
  return (
    <section className="grid gap-2">
      <h3 className="font-normal text-ink-3 text-small">{t("title")}</h3>
      <div className="overflow-x-auto">
        <Segmented
          label={t("title")}
          value={draft.kind}
          options={KINDS.map((kind) => ({ value: kind, label: t(kind) }))}
          onChange={(kind) => onChange({ ...draft, kind })}
        />
      </div>
      {draft.kind === "at_once" ? null : (
        <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
          {draft.kind === "per_sec" ? field("perSec", t("perSecLabel")) : null}
          {draft.kind === "spread" ? field("minutes", t("minutesLabel")) : null}
          {draft.kind === "canary" ? (
            <>
              {field("first", t("firstLabel"))}
              {field("below", t("belowLabel"))}
              {field("wait", t("waitLabel"))}
              {field("rest", t("restLabel"), t("restHelp"))}
            </>
          ) : null}
        </div>
      )}
      <PaceHelp pace={paceOf(draft)} total={total} />
    </section>
  );
}

function PaceHelp({ pace, total }: { pace: OperationPace | null; total: number }) {
  const t = useTranslations("operations.pace");
  const format = useFormat();
  if (pace === null) return <p className="text-bad text-small">{t("invalid")}</p>;
  const text =
    pace.kind === "at_once"
      ? t("help.at_once")
      : pace.kind === "per_sec"
        ? t("help.per_sec", { age: format.duration(total / pace.perSec) })
        : pace.kind === "spread"
          ? t("help.spread", { rate: format.rate(total / (pace.minutes * 60)) })
          : t("help.canary", { first: pace.first, below: pace.belowPercent });
  return <p className="text-ink-3 text-small">{text}</p>;
}

/** A pace in a few words. */
export function usePaceText(): (pace: OperationPace) => string {
  const t = useTranslations("operations.pace.says");
  const format = useFormat();
  return (pace) => {
    switch (pace.kind) {
      case "at_once":
        return t("at_once");
      case "per_sec":
        return t("per_sec", { rate: format.rate(pace.perSec) });
      case "spread":
        return t("spread", { age: format.duration(pace.minutes * 60) });
      case "canary":
        return t("canary", { first: pace.first, below: pace.belowPercent });
    }
  };
}
