"use client";

import { useTranslations } from "next-intl";
import { usePreferences } from "@/components/ui/preferences";
import { LoginForm } from "./login-form";

export function LoginScreen() {
  const t = useTranslations("login");
  usePreferences(); // follows the system's theme
  return (
    <main className="grid min-h-dvh content-center justify-items-center bg-rail p-4">
      <div className="w-full max-w-80 rounded-float border border-line bg-page p-6">
        <h1 className="text-title font-strong">{t("title")}</h1>
        <p className="pb-4 text-ink-2">{t("subtitle")}</p>
        <LoginForm />
      </div>
    </main>
  );
}
