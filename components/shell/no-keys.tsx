"use client";

import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/status";
import { useReading } from "./use-live";

/** A wrong DB number or namespace must not look like a calm store, on no page of it. */
export function NoKeys() {
  const t = useTranslations("overview");
  const verdict = useTranslations("verdict");
  const snapshot = useReading().data;
  if (!snapshot?.warnings.some((warning) => warning.code === "no_sidekiq_keys")) return null;
  const { db = 0, namespace = null } = snapshot.store ?? {};
  const bare = namespace === null ? "placeDb" : "placeBare";
  const places = snapshot.foundElsewhere.map((place) =>
    place.namespace === null
      ? t(bare, { db: place.db })
      : t("placeNamespace", { db: place.db, namespace: place.namespace }),
  );
  return (
    <div className="pb-3">
      <Notice level="warn">
        <p className="font-strong">{verdict("no_sidekiq_keys", { db: String(db), namespace: namespace ?? "none" })}</p>
        <p>
          {places.length === 0
            ? t("noKeysNowhere")
            : `${t("noKeysFound", { places: places.join(", ") })} ${t("noKeysHow")}`}
        </p>
      </Notice>
    </div>
  );
}
