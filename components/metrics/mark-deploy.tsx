"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextField } from "@/components/ui/field";
import { showToast } from "@/components/ui/toast";
import { useMarkDeploy } from "@/lib/api/mutations/metrics";

/** Marks a deploy by hand; a deploy script uses the API. */
export function MarkDeploy({ source }: { source: string }) {
  const t = useTranslations("metrics");
  const may = useMay("deploys.mark");
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState("");
  const mark = useMarkDeploy(source);
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("mark")}</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("markTitle")}
        confirmLabel={t("markConfirm")}
        disabled={label.trim() === ""}
        onConfirm={async () => {
          const { status } = await mark.mutateAsync(label.trim());
          showToast({ title: t(status), level: status === "marked" ? "good" : "warn" });
          setLabel("");
        }}
      >
        <p>{t("markBody")}</p>
        <TextField
          label={t("markLabel")}
          hint={t("markHint")}
          value={label}
          maxLength={200}
          onChange={(event) => setLabel(event.target.value)}
          autoComplete="off"
        />
      </ConfirmDialog>
    </>
  );
}
