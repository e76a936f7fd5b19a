"use client";

import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";

export function NotFoundPage() {
  const t = useTranslations("shell");
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-2 p-4 text-center">
      <h1 className="text-title font-strong">{t("notFound.title")}</h1>
      <p className="max-w-[60ch] pb-2 text-ink-2">{t("notFound.body")}</p>
      <ButtonLink href="/" tone="accent">
        {t("notFound.home")}
      </ButtonLink>
    </main>
  );
}
