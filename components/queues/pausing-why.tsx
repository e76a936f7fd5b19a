"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Popover } from "@/components/ui/popover";

/** Where no worker honours a pause there is no button for it, only the reason. */
export function PausingWhy() {
  const t = useTranslations("queues");
  const words = useTranslations("ui");
  return (
    <span className="flex items-center gap-1 text-ink-3 text-small">
      {t("pausing")} {t("pausingWhy")}
      <Popover
        title={t("pausingTitle")}
        trigger={
          <Button tone="link" size="small">
            {words("why")}
          </Button>
        }
      >
        <p>{t("pausingBody")}</p>
      </Popover>
    </span>
  );
}
