import type { Role } from "./access.schema";

/** The one table of who may do what; an action that is not in it is refused. */
export const PERMISSIONS = {
  "health.read": ["viewer", "operator", "admin"],
  "metrics.read": ["viewer", "operator", "admin"],
  read: ["viewer", "operator", "admin"],
  "jobs.operate": ["operator", "admin"],
  "queues.operate": ["operator", "admin"],
  "operations.run": ["operator", "admin"],
  "trash.restore": ["operator", "admin"],
  "cron.operate": ["operator", "admin"],
  "errors.mark": ["operator", "admin"],
  "locks.release": ["operator", "admin"],
  "deploys.mark": ["operator", "admin"],
  "processes.quiet": ["operator", "admin"],
  "processes.stop": ["admin"],
  "trash.purge": ["admin"],
  "jobs.reveal": ["admin"],
  "jobs.edit": ["admin"],
  "audit.read": ["operator", "admin"],
  "sessions.manage": ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function roleAllows(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = Object.hasOwn(PERMISSIONS, permission) ? PERMISSIONS[permission] : [];
  return roles.includes(role);
}
