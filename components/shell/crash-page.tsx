"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";

export function CrashPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("shell");
  const words = useTranslations("ui");
  useEffect(() => {
    console.error(error);
  }, [error]);
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-4 py-16 text-center">
      <h1 className="text-title font-strong">{t("crash.title")}</h1>
      <p className="max-w-[60ch] pb-2 text-ink-2">{t("crash.body")}</p>
      <Button tone="accent" onClick={reset}>
        {words("tryAgain")}
      </Button>
    </div>
  );
}
