"use client";

import { useTranslations } from "next-intl";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/status";
import { showToast } from "@/components/ui/toast";
import { useReleaseLocks } from "@/lib/api/mutations/locks";
import type { LockEntry, LockKind, LockVerdict } from "@/lib/domain/lock.schema";
import { shortDigest } from "./lock-columns";

type Chosen = Pick<LockEntry, "digest" | "token">;
const NAMED = 5;

/** Says what letting go means for these very locks, and what is known of their jobs. */
export function ReleaseDialog({
  source,
  kind,
  locks,
  verdicts,
  onClose,
  onReleased,
}: {
  source: string;
  kind: LockKind;
  locks: readonly Chosen[];
  verdicts: ReadonlyMap<string, LockVerdict>;
  onClose: () => void;
  onReleased?: () => void;
}) {
  const t = useTranslations("locks");
  const { mutateAsync } = useReleaseLocks(source);
  const count = locks.length;
  const known = locks.map(({ digest }) => verdicts.get(digest));
  const live = known.filter((verdict) => verdict?.verdict === "live").length;
  const unchecked = known.filter((verdict) => verdict === undefined).length;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t("dialog.title", { count })}
      confirmLabel={t("dialog.confirm", { count })}
      tone={live > 0 || kind === "expiring" ? "danger" : "accent"}
      onConfirm={async () => {
        const result = await mutateAsync({ kind, locks });
        const whole = result.released === count;
        showToast({
          title: t("done", { released: result.released }),
          level: whole ? "good" : "warn",
          ...(whole
            ? {}
            : { body: t("partly", { gone: result.gone, changed: result.changed, refused: result.refused }) }),
        });
        onReleased?.();
      }}
    >
      <p className="wrap-anywhere font-mono text-small">
        {locks
          .slice(0, NAMED)
          .map(({ digest }) => shortDigest(digest))
          .join(", ")}
        {count > NAMED ? ` +${count - NAMED}` : ""}
      </p>
      <p>{t("dialog.what")}</p>
      {live > 0 ? <Notice level="warn">{t("dialog.live", { count: live })}</Notice> : null}
      {unchecked > 0 && kind !== "expiring" ? (
        <Notice level="warn">{t("dialog.unchecked", { count: unchecked })}</Notice>
      ) : null}
      {kind === "expiring" ? <Notice level="warn">{t("dialog.until_expired")}</Notice> : null}
      <p>{t("dialog.guard")}</p>
    </ConfirmDialog>
  );
}
