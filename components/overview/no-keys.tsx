"use client";

import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/status";
import type { Snapshot } from "@/lib/domain/overview.schema";

/** A wrong DB number or namespace must not look like a calm store. */
export function NoKeys({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations("overview");
  if (!snapshot.warnings.some((warning) => warning.code === "no_sidekiq_keys")) return null;
  const places = snapshot.foundElsewhere.map(({ db, namespace }) =>
    namespace === null ? t("placeDb", { db }) : t("placeNamespace", { db, namespace }),
  );
  return (
    <div className="pb-3">
      <Notice level="warn">
        <p className="font-strong">{t("noKeysTitle", { db: snapshot.store?.db ?? 0 })}</p>
        <p>
          {places.length === 0
            ? t("noKeysNowhere")
            : `${t("noKeysFound", { places: places.join(", ") })} ${t("noKeysHow")}`}
        </p>
      </Notice>
    </div>
  );
}
