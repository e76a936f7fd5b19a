"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { useFormat } from "@/components/ui/use-format";
import { useWhen } from "@/components/ui/use-when";
import { serverNow } from "@/lib/api/clock";

export interface When {
  mode: "now" | "later";
  /** As `datetime-local` has it. */
  at: string;
}

/** @returns epoch ms, null for at once, NaN for no date */
export function atMsOf({ mode, at }: When): number | null {
  return mode === "now" ? null : new Date(at).getTime();
}

/** An hour from now, in the reader's zone. */
export function inAnHour(): When {
  const shifted = new Date(serverNow() + 3_600_000 - new Date().getTimezoneOffset() * 60_000);
  return { mode: "now", at: shifted.toISOString().slice(0, 19) };
}

/** At once, or at a time of the reader's own clock. */
export function WhenField({ value, onChange }: { value: When; onChange: (when: When) => void }) {
  const t = useTranslations("editor");
  const when = useWhen();
  const format = useFormat();
  const atMs = atMsOf(value);
  const nowMs = serverNow();
  return (
    <div className="grid content-start gap-1">
      <span className="text-ink-2 text-small">{t("when")}</span>
      <div>
        <Segmented
          label={t("when")}
          value={value.mode}
          onChange={(mode) => onChange({ ...value, mode })}
          options={[
            { value: "now", label: t("now") },
            { value: "later", label: t("later") },
          ]}
        />
      </div>
      {atMs === null ? null : (
        <TextField
          label={t("at")}
          type="datetime-local"
          step={1}
          value={value.at}
          onChange={(event) => onChange({ ...value, at: event.target.value })}
          hint={
            !Number.isFinite(atMs)
              ? t("atInvalid")
              : atMs <= nowMs
                ? t("atPast")
                : t("atPreview", { relative: when.due((nowMs - atMs) / 1000), exact: format.exact(atMs) })
          }
        />
      )}
    </div>
  );
}
