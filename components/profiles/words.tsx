"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import profiles from "@/lib/i18n/messages/en/profiles.json";

const OWN = { profiles };

export function ProfileWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
