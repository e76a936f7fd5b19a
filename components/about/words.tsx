"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import about from "@/lib/i18n/messages/en/about.json";

const OWN = { about };

export function AboutWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
