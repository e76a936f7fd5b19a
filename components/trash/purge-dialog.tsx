"use client";

import { useTranslations } from "next-intl";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { showToast } from "@/components/ui/toast";
import { usePurgeBatch } from "@/lib/api/mutations/trash";
import type { TrashBatch } from "@/lib/domain/trash.schema";
import { useOriginText } from "./trash-columns";

/** The one removal without a way back: the number is typed. */
export function PurgeDialog({ source, batch, onClose }: { source: string; batch: TrashBatch; onClose: () => void }) {
  const t = useTranslations("trash");
  const originOf = useOriginText();
  const purge = usePurgeBatch(source);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t("purgeTitle")}
      confirmLabel={t("purgeConfirm", { entries: batch.entries })}
      tone="danger"
      typed={String(batch.entries)}
      onConfirm={async () => {
        await purge.mutateAsync(batch);
        showToast({ title: t("purged") });
      }}
    >
      <p className="break-words">
        {t("purgeBody", { entries: batch.entries, origin: originOf(batch.origin), actor: batch.actor })}
      </p>
    </ConfirmDialog>
  );
}
