import { is, printFilter } from "@/lib/domain/filter";

/** The filter that finds a class's jobs. Sidekiq counts all mails under the class that delivers them. */
export function classFilter(name: string): string {
  return name.startsWith("ActionMailer::") ? "class:*#*" : printFilter(is("class", name));
}
