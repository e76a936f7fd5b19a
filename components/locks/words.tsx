"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import locks from "@/lib/i18n/messages/en/locks.json";

const OWN = { locks };

export function LockWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
