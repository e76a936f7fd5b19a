"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { useFormat } from "@/components/ui/use-format";
import { useWhen } from "@/components/ui/use-when";
import { serverNow } from "@/lib/api/clock";
import { ParamDialog } from "./param-dialog";

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;
const LATEST_MS = 253_402_300_799_000;

/** When jobs are to run: so long from now, or at a time of the reader's own clock. */
export function RescheduleDialog({
  count,
  onClose,
  onSubmit,
}: {
  count: number;
  onClose: () => void;
  onSubmit: (atMs: number) => Promise<void>;
}) {
  const t = useTranslations("jobs.reschedule");
  const when = useWhen();
  const format = useFormat();
  const [mode, setMode] = useState<"relative" | "absolute">("relative");
  const [amount, setAmount] = useState("1");
  const [unit, setUnit] = useState<Unit>("hours");
  const [at, setAt] = useState(() => localInput(serverNow() + UNIT_MS.hours));

  const nowMs = serverNow();
  const atMs = mode === "relative" ? nowMs + Number(amount) * UNIT_MS[unit] : new Date(at).getTime();
  const valid = Number.isFinite(atMs) && amount.trim() !== "" && atMs >= 0 && atMs <= LATEST_MS && Number(amount) >= 0;
  return (
    <ParamDialog
      title={t("title", { count })}
      submitLabel={t("submit", { count })}
      ready={valid}
      onClose={onClose}
      onSubmit={() => onSubmit(Math.round(atMs))}
    >
      <div>
        <Segmented
          label={t("mode")}
          value={mode}
          onChange={setMode}
          options={[
            { value: "relative", label: t("relative") },
            { value: "absolute", label: t("absolute") },
          ]}
        />
      </div>
      {mode === "relative" ? (
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label={t("amount")}
            type="number"
            min={0}
            step="any"
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
          <Select
            label={t("unit")}
            value={unit}
            onChange={setUnit}
            options={[
              { value: "minutes", label: t("minutes") },
              { value: "hours", label: t("hours") },
              { value: "days", label: t("days") },
            ]}
          />
        </div>
      ) : (
        <TextField
          label={t("at")}
          type="datetime-local"
          step={1}
          value={at}
          onChange={(event) => setAt(event.target.value)}
        />
      )}
      <p className="text-ink-2">
        {!valid
          ? t("invalid")
          : atMs <= nowMs
            ? t("past")
            : t("preview", {
                exact: format.exact(atMs),
                relative: when.due((nowMs - atMs) / 1000),
              })}
      </p>
    </ParamDialog>
  );
}

/** `2026-11-22T15:09:12` in the reader's zone, as `datetime-local` wants it. */
function localInput(atMs: number): string {
  const shifted = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
